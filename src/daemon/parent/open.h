/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.h -- what only the parent may open: folders, sockets
 */
#pragma once

#include "daemon/settings.h"

/* Each a descriptor, or -errno (logged). */

/* The state folder, made if missing, the engine's alone; auditors may read. */
int open_state(const struct settings *settings);
int open_rules(const struct settings *settings);
/* The socket that clients connect to, RUN/control. Anyone may; who may ask
 * what is judged by SO_PEERCRED. */
int open_listener(const struct settings *settings);
