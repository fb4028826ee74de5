/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.h -- what enforce may be told, by the engine and the parent
 */
#pragma once

#include <stdbool.h>

#include "daemon/enforce/state.h"

/* One message each. False: the other end is gone or misbehaves, and there is
 * nothing left to live for. */
bool enforce_hear_engine(struct enforce *enforce);
bool enforce_hear_parent(struct enforce *enforce);
