/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.c -- is the socket that people ask at still where they look for it?
 */
#include "control/place.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/log.h"

bool place_is_kept(const char *path)
{
	struct stat is;

	if (lstat(path, &is) == 0 ? S_ISSOCK(is.st_mode)
				  : errno != ENOENT && errno != ENOTDIR)
		return true;
	log_err("socket-gone path=\"%s\" do=\"see who removes what is in that "
		"folder; we end, and are started again with a new one\"",
		path);
	return false;
}
