/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_session.h -- the SSH connection that this command was typed into
 */
#pragma once

#include <stddef.h>

/*
 * $SSH_CONNECTION (ssh(1)): "client port server port". sudo(8) takes it out of
 * the environment, so the processes above are looked at as well. `out` is ""
 * where there is none.
 */
void ssh_session_find(char *out, size_t size);
