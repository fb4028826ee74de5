/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h -- certificate and key are looked at before anything listens
 */
#pragma once

struct handed;
struct settings;

/* By a process that is started for it and ends with it, for the parent reads no
 * private key. 0; or -errno, and the log says which file, why, and what to do. */
int keys_check(const struct settings *settings, const struct handed *handed);
/* That process's life, with the settings and the key as `keys` has them.
 * Returns its exit status, 0 only if they are fit. */
int keys_check_main(void);
