/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zones.h -- the interfaces that old rules name, as a draft of zones
 */
#pragma once

#include <stdio.h>

#include "import/save.h"

/* A commented skeleton for sekisho.conf(5): for every interface the networks
 * that stand beside it in some rule, as sources of what comes in by it and
 * destinations of what goes out. What is a zone, people decide. */
void import_zones(const struct save *save, FILE *out);
