# SPDX-License-Identifier: GPL-3.0-or-later
# guest.py -- a machine of our own to boot: Debian's kernels, a small Debian, our build, as cpio archives
"""What a guest is made of lies in a cache under the build folder: kernels and
the small Debian are made once, our own part at every start. The kernel gets
them one after another as its initial file system, and has no other."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = "bookworm"
# Of the kernel's modules: what a gateway and this guest use.
MODULES = ["net", "lib", "crypto", "arch", "drivers/net", "drivers/virtio", "drivers/block"]
# What nobody in the guest reads.
LEFT_OUT = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*",
            "/usr/share/zoneinfo/*", "/usr/lib/x86_64-linux-gnu/gconv/*"]


class Missing(Exception):
    """What this machine cannot offer; the test is skipped with these words."""


def run(*command, **options):
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, text=True, capture_output=True, **options)
    if done.returncode:
        raise Missing(f"{' '.join(words[:3])} … failed: {(done.stderr or done.stdout)[-600:]}")
    return done.stdout


def need_programs():
    for program in ("qemu-system-x86_64", "mmdebstrap", "cpio", "depmod", "dpkg-deb"):
        if shutil.which(program) is None:
            raise Missing(program)
    if os.geteuid() != 0:
        raise Missing("root, to make a Debian")


def archive(folder, file):
    """All of a folder as the kernel unpacks it, whole or not at all."""
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        names = subprocess.Popen(["find", ".", "-print0"], cwd=folder, stdout=subprocess.PIPE)
        subprocess.run(["cpio", "-0", "-o", "-H", "newc", "-R", "+0:+0", "--quiet"]
                       if file.name.startswith("ours") else
                       ["cpio", "-0", "-o", "-H", "newc", "--quiet"],
                       cwd=folder, stdin=names.stdout, stdout=out, check=True)
        names.wait()
    part.rename(file)


@contextlib.contextmanager
def locked(cache):
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kernel_package(version):
    """The newest of Debian's small kernels of that version, or None."""
    pattern = re.compile(rf"linux-image-{re.escape(version)}\.[0-9][^ ]*-cloud-amd64$")
    names = run("apt-cache", "pkgnames", f"linux-image-{version}.").split()
    names = [name for name in names if pattern.match(name)]
    names.sort(key=lambda name: [int(number) for number in re.findall(r"\d+", name)])
    return names[-1] if names else None


def kernel(cache, version):
    """(vmlinuz, archive of its modules); fetched once."""
    home = cache / f"kernel-{version}"
    if not (home / "modules.cpio").exists():
        name = kernel_package(version)
        if name is None:
            raise Missing(f"no package linux-image-{version}.*-cloud-amd64 is known to apt")
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        run("apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", name, cwd=home)
        run("dpkg-deb", "-x", next(home.glob("*.deb")), home / "all")
        release = next((home / "all/lib/modules").iterdir())
        kept = home / "kept/usr/lib/modules" / release.name
        for folder in MODULES:
            if (release / "kernel" / folder).is_dir():
                shutil.copytree(release / "kernel" / folder, kept / "kernel" / folder)
        for file in release.glob("modules.*"):
            shutil.copy2(file, kept)
        run("depmod", "-b", home / "kept/usr", release.name)
        shutil.copy2(next((home / "all/boot").glob("vmlinuz-*")), home / "vmlinuz")
        archive(home / "kept", home / "modules.cpio")
        for part in ("all", "kept"):
            shutil.rmtree(home / part)
    return home / "vmlinuz", home / "modules.cpio"


def debian(cache):
    """An archive of a small Debian with the packages of kind `guest`."""
    table = (ROOT / "tools/lib/packages").read_text(encoding="utf-8")
    names = sorted(row.split()[1] for row in table.splitlines() if row.startswith("guest"))
    key = hashlib.sha256(" ".join(names + LEFT_OUT).encode()).hexdigest()[:12]
    file = cache / f"debian-{key}.cpio"
    if not file.exists():
        for old in cache.glob("debian-*"):
            old.unlink()
        root = cache / "root"
        shutil.rmtree(root, ignore_errors=True)
        run("mmdebstrap", "--mode=root", "--variant=minbase",
            "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",  # so that it needs no Perl
            f"--include={','.join(names)}",
            *(f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT), DEBIAN, root)
        archive(root, file)
        shutil.rmtree(root)
    return file


def ours(cache, build, words):
    """An archive of what is under test: the build, installed, the tests, and which of them."""
    root = cache / "ours"
    shutil.rmtree(root, ignore_errors=True)
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", root)
    shutil.rmtree(root / "usr/local/share/doc", ignore_errors=True)
    home = root / "sekisho"
    for folder in ("tests/lib", "tests/net", "tests/vm", "conf", "rules"):
        shutil.copytree(ROOT / folder, home / folder)
    # A kernel hands on no more than 32 words of its command line.
    (home / "words").write_text(" ".join(words) + "\n", encoding="utf-8")
    (home / "bin").mkdir()
    for file in (build / "tests/net").iterdir():
        if file.is_file() and os.access(file, os.X_OK):
            shutil.copy2(file, home / "bin")
    programs = [*(home / "bin").iterdir(), *(root / "usr/local/bin").iterdir()]
    run("strip", *programs)
    file = cache / "ours.cpio"
    archive(root, file)
    shutil.rmtree(root)
    return file
