/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.c -- signals that are read, not caught
 */
#include "privsep/signals.h"

#include <signal.h>
#include <sys/signalfd.h>

int signals_open(const int *signals)
{
	sigset_t set;

	sigemptyset(&set);
	for (; *signals; signals++)
		sigaddset(&set, *signals);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
