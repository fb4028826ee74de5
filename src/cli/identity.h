/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.h -- who asks
 */
#pragma once

#include "base/arena.h"

/* The user, also behind sudo(8); a number where there is no name. */
const char *identity_name(struct arena *arena);
