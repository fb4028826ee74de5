/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarding.c -- the switches around the rules: forwarding, the time zone
 */
#include "kernel/forwarding.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/cleanup.h"

static const char path_ipv4[] = "/proc/sys/net/ipv4/ip_forward";
static const char path_ipv6[] = "/proc/sys/net/ipv6/conf/all/forwarding";

static int read_switch(const char *path, bool *out)
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char c;

	if (fd < 0 || read(fd, &c, 1) != 1)
		return -errno;
	*out = c != '0';
	return 0;
}

static int switch_on(const char *path)
{
	_cleanup_(fd_closep) int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		return -errno;
	return 0;
}

int forwarding_read(struct forwarding *out)
{
	struct forwarding have = { 0 };
	int r = read_switch(path_ipv4, &have.ipv4);

	if (r < 0)
		return r;
	r = read_switch(path_ipv6, &have.ipv6);
	if (r < 0 && r != -ENOENT)
		return r;
	have.has_ipv6 = r == 0;
	*out = have;
	return 0;
}

int forwarding_on(void)
{
	struct forwarding have;
	int r = forwarding_read(&have);

	if (r == 0 && !have.ipv4)
		r = switch_on(path_ipv4);
	if (r == 0 && have.has_ipv6 && !have.ipv6)
		r = switch_on(path_ipv6);
	return r;
}

static bool asks_for_day(const struct rule *rule)
{
	vec_each(stmt, &rule->stmts) {
		if (stmt->field == FIELD_DAY || stmt->field == FIELD_HOUR)
			return true;
		for (uint8_t i = 0; i < stmt->key.n; i++)
			if (stmt->key.fields[i] == FIELD_DAY ||
			    stmt->key.fields[i] == FIELD_HOUR)
				return true;
	}
	return false;
}

bool timezone_fits(const struct ruleset *ruleset, int minutes_west,
		   struct diags *diags)
{
	if (minutes_west == 0)
		return true;
	vec_each(chain, &ruleset->tree.chains)
		vec_each(rule, &chain->rules)
			if (asks_for_day(rule))
				return diag_error(
					diags, rule->at, "kernel-timezone",
					"hours cannot be kept: this kernel's own time zone is %d minutes west of UTC; its clock must be set to UTC at boot",
					minutes_west);
	return true;
}

bool timezone_check(const struct ruleset *ruleset, struct diags *diags)
{
	struct timezone zone = { 0 };

	/* glibc answers 0 by itself (since 2.31). */
	if (syscall(SYS_gettimeofday, NULL, &zone) < 0)
		return true;
	return timezone_fits(ruleset, zone.tz_minuteswest, diags);
}
