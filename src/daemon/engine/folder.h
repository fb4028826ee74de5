/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.h -- is the state folder still where a start looks for it?
 */
#pragma once

#include "daemon/engine/engine.h"

/* Raises an alarm, and again each hour, while it was moved, or another lies in
 * its place: what is written goes where no start will find it. To be called
 * often. */
void folder_look(struct engine *engine);
