/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h -- certificate and key are looked at before anything listens
 */
#pragma once

#include <stdbool.h>

struct handed;
struct settings;

/* By a process that is started for it and ends with it, for the parent reads no
 * private key. 0; or -errno, and the log says which file, why, and what to do.
 * One that has expired is fit unless it is looked at strictly (dates.h). */
int keys_check(const struct settings *settings, const struct handed *handed,
	       bool strictly);
/* That process's life, with the settings and the key as `keys` has them.
 * Returns its exit status. */
int keys_check_main(void);
