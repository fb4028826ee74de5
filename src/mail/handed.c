/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handed.c -- listening sockets, and the folders of the store
 */
#include "mail/handed.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/sealed.h"
#include "mail/settings.h"
#include "privsep/spawn.h"

enum {
	BACKLOG = 256,
	MODE = 0700,        /* of the store's folders */
	KEY_MAX = 32 << 10, /* bytes of the private key's file */
};

/* ------ peers ------ */

socklen_t socket_address(struct sockaddr_storage *out, const struct addr *addr,
			 uint16_t port)
{
	struct sockaddr_in *v4 = (void *)out;
	struct sockaddr_in6 *v6 = (void *)out;

	memset(out, 0, sizeof(*out));
	if (addr->family == FAMILY_IPV4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, addr->bytes, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	memcpy(&v6->sin6_addr, addr->bytes, 16);
	return sizeof(*v6);
}

int socket_open(const struct addr *addr)
{
	int fd = socket(addr->family == FAMILY_IPV4 ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

static const char *help_to_listen(int error)
{
	if (error == EADDRINUSE)
		return "another listens there: ss -ltnp shows who";
	if (error == EADDRNOTAVAIL)
		return "no link of ours has that address: see 'listen' of the "
		       "relay, and ip addr";
	return error == EACCES ? "start it as root"
			       : "see 'listen' of the relay";
}

static int open_listener(const struct settings *settings)
{
	_cleanup_(fd_closep) int fd = socket_open(&settings->listen);
	struct sockaddr_storage address;
	char text[ADDR_TEXT];
	socklen_t len;
	const int on = 1;

	if (fd < 0)
		return log_errno(fd, "socket");
	len = socket_address(&address, &settings->listen,
			     settings->listen_port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(fd, BACKLOG) < 0)
		return log_errno(-errno,
				 "cannot-listen address=%s port=%u do=\"%s\" "
				 "why",
				 addr_text(text, &settings->listen),
				 settings->listen_port, help_to_listen(errno));
	return take_fd(&fd);
}

/* ------ operators ------ */

static int no_folder(int error, const char *path, const char *option)
{
	return log_errno(error,
			 "cannot-use folder=\"%s\" do=\"make the folder that "
			 "it is to be in, or name another by %s\" why",
			 path, option);
}

/* The folder that sockets of several relays are in. */
static int make_folder(const char *path)
{
	char folder[PATH_MAX];
	char *end;

	snprintf(folder, sizeof(folder), "%s", path);
	end = strrchr(folder, '/');
	if (end)
		*end = '\0';
	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		return no_folder(-errno, folder, "--run");
	return 0;
}

static int open_control(const char *path)
{
	_cleanup_(fd_closep) int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (fd < 0)
		return log_errno(-errno, "socket");
	if (strlen(path) >= sizeof(address.sun_path))
		return log_errno(-ENAMETOOLONG, "socket %s", path);
	memcpy(address.sun_path, path, strlen(path));
	if (make_folder(path) < 0)
		return -ENOENT;
	if (unlink(path) < 0 && errno != ENOENT)
		return log_errno(-errno, "unlink %s", path);
	/* Who may ask what, control decides by who it is (SO_PEERCRED). */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(path, 0666) < 0 || listen(fd, BACKLOG) < 0)
		return no_folder(-errno, path, "--run");
	return take_fd(&fd);
}

/* ------ the store ------ */

/* As root: the store's own, whoever made it. */
static int give(int fd, const struct identity *who)
{
	struct stat is;

	if (fstat(fd, &is) < 0)
		return -1;
	if (who->known && (is.st_uid != who->uid || is.st_gid != who->gid) &&
	    fchown(fd, who->uid, who->gid) < 0)
		return -1;
	return (is.st_mode & 07777) == MODE ? 0 : fchmod(fd, MODE);
}

static int open_folder(const char *store, const char *name,
		       const struct identity *who)
{
	_cleanup_(fd_closep) int fd = -1;
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", store, name);
	if (mkdir(path, MODE) < 0 && errno != EEXIST)
		return no_folder(-errno, path, "--store");
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return no_folder(-errno, path, "--store");
	if (give(fd, who) < 0)
		return log_errno(-errno, "chown %s", path);
	return take_fd(&fd);
}

/* What the disk does not tell is no reason to end. */
static bool lies_there(int fd, const char *store, const char *name)
{
	char path[PATH_MAX + 16];
	struct stat named = { 0 }, open;

	snprintf(path, sizeof(path), "%s/%s", store, name);
	if (lstat(path, &named) < 0 && errno != ENOENT && errno != ENOTDIR)
		return true;
	if (fstat(fd, &open) < 0 ||
	    (named.st_ino == open.st_ino && named.st_dev == open.st_dev))
		return true;
	log_err("folder-gone folder=\"%s\" do=\"see whether it was removed or "
		"its disk is missing; the relay ends, to begin with what is "
		"there by then\"",
		path);
	return false;
}

bool handed_has_store(const struct handed *handed,
		      const struct settings *settings)
{
	return !settings_runs(settings, PROC_STORE) ||
	       (lies_there(handed->originals, settings->store, "originals") &&
		lies_there(handed->journal, settings->store, "journal"));
}

/* The folder around them stays ours, so that none can be put in their place. */
static int open_store(struct handed *handed, const struct settings *settings)
{
	const struct identity *who = &settings->who[PROC_STORE];

	if (mkdir(settings->store, MODE) < 0 && errno != EEXIST)
		return no_folder(-errno, settings->store, "--store");
	handed->originals = open_folder(settings->store, "originals", who);
	if (handed->originals < 0)
		return handed->originals;
	handed->journal = open_folder(settings->store, "journal", who);
	return handed->journal < 0 ? handed->journal : 0;
}

/* ------ the private key ------ */

/* As it is now, by the kernel's hands: whatever is done to the file later, it
 * fits the certificate that was read with it. */
static int copy_key(int from, size_t size)
{
	_cleanup_(fd_closep) int fd =
		memfd_create("key", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t len = 0;
	ssize_t n = 1;
	int r;

	if (fd < 0)
		return -errno;
	while (len < size && n > 0) {
		n = sendfile(fd, from, NULL, size - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		return -errno;
	r = sealed_close(&fd, len);
	return r < 0 ? r : take_fd(&fd);
}

static int open_key(const char *path)
{
	_cleanup_(fd_closep) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat is;
	int copy;

	if (fd < 0 || fstat(fd, &is) < 0)
		return log_errno(-errno,
				 "tls-unfit file=\"%s\" do=\"put the relay's "
				 "private key there\" why",
				 path);
	if (!S_ISREG(is.st_mode) || is.st_mode & S_IRWXO ||
	    is.st_size > KEY_MAX) {
		log_err("tls-unfit file=\"%s\" why=\"it is no file, larger "
			"than a key, or open to everybody\" do=\"chmod 600, "
			"and see whether another has read it\"",
			path);
		return -EPERM;
	}
	copy = copy_key(fd, (size_t)is.st_size);
	return copy < 0 ? log_errno(copy, "key %s", path) : copy;
}

/* ------ the transform's program ------ */

static int open_transform(void)
{
	char path[SPAWN_PATH];
	const int fd = spawn_open_beside("sekisho-transform", path);

	if (fd >= 0)
		return fd;
	return log_errno(fd,
			 "no-transform program=\"%s\" do=\"install it beside "
			 "sekisho-mail\" why",
			 path);
}

/* ------ all of it ------ */

int handed_begin(struct handed *handed, const struct settings *settings)
{
	*handed = (struct handed){ -1, -1, -1, -1, -1, -1, -1 };
	handed->sealed = settings_seal(settings);
	if (handed->sealed < 0)
		return log_errno(handed->sealed, "memfd");
	handed->transform = open_transform();
	if (handed->transform < 0)
		return handed->transform;
	if (!settings_runs(settings, PROC_KEYS))
		return 0;
	handed->key = open_key(settings->key);
	return handed->key < 0 ? handed->key : 0;
}

int handed_open(struct handed *handed, const struct settings *settings)
{
	int r = 0;

	handed->listen = open_listener(settings);
	if (handed->listen < 0)
		return handed->listen;
	if (settings_runs(settings, PROC_STORE))
		r = open_store(handed, settings);
	if (r < 0 || !settings_runs(settings, PROC_CONTROL))
		return r;
	handed->control = open_control(settings->control);
	return handed->control < 0 ? handed->control : 0;
}

void handed_close(struct handed *handed)
{
	fd_closep(&handed->sealed);
	fd_closep(&handed->transform);
	fd_closep(&handed->listen);
	fd_closep(&handed->originals);
	fd_closep(&handed->key);
	fd_closep(&handed->journal);
	fd_closep(&handed->control);
}
