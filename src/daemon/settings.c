/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.c -- what the command line says, for every process of the daemon
 */
#include "daemon/settings.h"

#include <errno.h>
#include <unistd.h>

#include "base/sealed.h"

int settings_seal(const struct settings *settings)
{
	return sealed_make(settings, sizeof(*settings));
}

int settings_load(int fd, struct settings *out)
{
	return pread(fd, out, sizeof(*out), 0) == sizeof(*out) ? 0 : -EIO;
}
