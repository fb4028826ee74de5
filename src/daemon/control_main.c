/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_main.c -- how the control process begins
 */
#include <unistd.h>

#include "daemon/control.h"

int control_main(void)
{
	static struct settings settings;

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return 1;
	close(FD_SETTINGS);
	return control_live(&settings, CONTROL_PATIENCE);
}
