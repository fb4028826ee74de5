/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faulty.h -- how often this process has spoken with the kernel (see faulty.c)
 */
#pragma once

unsigned long faulty_sends(void);
unsigned long faulty_receives(void);
