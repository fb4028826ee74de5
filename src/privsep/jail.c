/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail.c -- user, capabilities, limits, Landlock, system calls: one after
 * another, none back
 */
#include "privsep/jail.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "privsep/landlock.h"
#include "privsep/sanitizer.h"

/* Where whoever started us allows less, less it is. */
static int limit(int resource, uint64_t value)
{
	const __rlimit_resource_t which = (__rlimit_resource_t)resource;
	struct rlimit lim;

	if (getrlimit(which, &lim) < 0)
		return -errno;
	if (lim.rlim_max > value)
		lim.rlim_max = value;
	lim.rlim_cur = lim.rlim_max;
	return setrlimit(which, &lim) < 0 ? -errno : 0;
}

static int limit_unless_zero(int resource, uint64_t value)
{
	return value ? limit(resource, value) : 0;
}

static int set_limits(const struct proc_limits *limits)
{
	int r = limit(RLIMIT_CORE, 0);

	if (r == 0 && !SANITIZED)
		r = limit_unless_zero(RLIMIT_AS, limits->memory);
	if (r == 0)
		r = limit_unless_zero(RLIMIT_FSIZE, limits->file_size);
	if (r == 0)
		r = limit_unless_zero(RLIMIT_NOFILE, limits->files);
	if (r == 0)
		r = limit_unless_zero(RLIMIT_CPU, limits->cpu);
	if (r == 0 && !limits->forks)
		r = limit(RLIMIT_NPROC, 0);
	return r;
}

/* Needs CAP_SETPCAP; without it there is nothing in the set to be gained. */
static void empty_bounding_set(void)
{
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap) < 0 && errno == EPERM)
			return;
}

/* All but `kept` are gone for good, and none of them outlives an exec. */
static int drop_capabilities(uint64_t kept)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		sets[i].effective = sets[i].permitted =
			(uint32_t)(kept >> (32 * i));
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	return syscall(SYS_capset, &head, sets) < 0 ? -errno : 0;
}

static int become(const struct proc_spec *spec, const struct identity *who)
{
	if (geteuid() == 0) {
		if (!who->known)
			return -EPERM;
		/* Becoming another user would drop all of them. */
		if (spec->capabilities && prctl(PR_SET_KEEPCAPS, 1) < 0)
			return -errno;
		if (setgroups(0, NULL) < 0 ||
		    setresgid(who->gid, who->gid, who->gid) < 0 ||
		    setresuid(who->uid, who->uid, who->uid) < 0)
			return -errno;
	}
	return drop_capabilities(spec->capabilities);
}

/* A kernel without it leaves less behind; who forbids it may be asked to stop. */
static int confine(const struct proc_spec *spec)
{
	int r = landlock_confine(spec->paths);

	if (r == -EPERM)
		return log_errno(r,
				 "landlock-forbidden process=%s do=\"let the "
				 "container make the system calls landlock_"
				 "create_ruleset, landlock_add_rule and "
				 "landlock_restrict_self\" why",
				 spec->name);
	if (r < 0)
		return log_errno(r, "jail %s landlock", spec->name);
	if (r == 0)
		log_warn("landlock-missing process=%s", spec->name);
	return 0;
}

int jail_enter_unfiltered(const struct proc_spec *spec,
			  const struct identity *who)
{
	int r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return log_errno(-errno, "jail %s no-new-privs", spec->name);
	empty_bounding_set();
	r = become(spec, who);
	if (r < 0)
		return log_errno(r, "jail %s user or capabilities", spec->name);
	r = set_limits(&spec->limits);
	if (r < 0)
		return log_errno(r, "jail %s limits", spec->name);
	/* Becoming another user cleared what was set before (prctl(2)). */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0) < 0)
		return log_errno(-errno, "jail %s prctl", spec->name);
	return confine(spec);
}

int jail_enter(const struct proc_spec *spec, const struct identity *who)
{
	_cleanup_(filter_finish) struct filter filter = { 0 };
	int r = filter_build(spec->calls, &filter);

	if (r < 0)
		return log_errno(r, "jail %s filter", spec->name);
	r = jail_enter_unfiltered(spec, who);
	if (r < 0)
		return r;
	r = filter_load(&filter);
	if (r < 0)
		return log_errno(r, "jail %s seccomp", spec->name);
	return 0;
}

int jail_leave_network(void)
{
	int r = unshare(CLONE_NEWNET);

	/* Root in a user namespace of its own could not become another user. */
	if (r < 0 && geteuid() != 0)
		r = unshare(CLONE_NEWUSER | CLONE_NEWNET);
	return r < 0 ? log_errno(-errno, "jail network namespace") : 0;
}
