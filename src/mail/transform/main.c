/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekisho-transform: the zygote as a program of its own
 *
 * Linked statically, with nothing in it that no transform needs: of what a
 * fresh process costs, each mapping and each page that was written is a part
 * (docs/performance.md), and what is not there no message can turn to.
 */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "mail/procs.h"
#include "privsep/pulse.h"

enum {
	EXIT_USAGE = 2
};

static const char about[] =
	"sekisho-transform is a part of sekisho-mail, which starts it, and "
	"nobody else does: see sekisho-mail(8).\n";

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(about, stdout) < 0;
	if (argc != 3 || strcmp(argv[1], "--process") != 0) {
		fputs(about, stderr);
		return EXIT_USAGE;
	}
	prctl(PR_SET_NAME, "mail-zygote");
	return pulse_begin(FD_PULSE) < 0 ? EXIT_PEER : zygote_main();
}
