/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shed.h -- libraries of this program that no transform needs
 *
 * The kernel does not copy them to processes that are forked from now on: that
 * saves a tenth of a fork, and what is not there cannot be of use to a message
 * that takes over its transform. The process itself keeps them.
 */
#pragma once

void shed_libraries(void);
