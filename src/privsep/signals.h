/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.h -- signals that are read, not caught
 */
#pragma once

/* Blocks these (a list that ends in 0) and gives a descriptor that is readable
 * when one has come: signalfd(2), non-blocking, closed by exec. -1: with
 * errno. */
int signals_open(const int *signals);
