/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_list.c -- prints what the tables of others hold, and how long it took to read
 */
#include <stdio.h>
#include <time.h>

#include "kernel/held/others.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(void)
{
	static const char *const words[] = {
		[OTHER_HARMLESS] = "harmless",
		[OTHER_CAN_DECEIVE] = "can-deceive",
		[OTHER_CAN_CUT] = "can-cut",
		[OTHER_CAN_OPEN] = "can-open",
	};
	struct sock sock = { .fd = -1 };
	struct others others = { 0 };
	double began;
	int r = sock_open(&sock);

	if (r < 0)
		return 1;
	began = now();
	r = others_read(&sock, &others);
	fprintf(stderr, "%d ms=%.1f\n", r, now() - began);
	vec_each(other, &others.list)
		printf("%s: %s\n", words[other->power], other->text);
	for (int i = 0; i < N_OTHER_POWERS; i++)
		printf("n %s %zu\n", words[i], others.n[i]);
	others_finish(&others);
	sock_close(&sock);
	return r < 0;
}
