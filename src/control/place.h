/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.h -- is the socket that people ask at still where they look for it?
 */
#pragma once

#include <stdbool.h>

/* False (logged): it was removed, or its folder. Nobody can ask any more, and
 * only a new start makes another one. What cannot be looked at is there. */
bool place_is_kept(const char *path);
