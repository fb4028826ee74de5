/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz.h -- what every fuzz target is: one function over bytes
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
