/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_lab.c -- the verify process, started for a test, with keys to sign by
 */
#include "verify_lab.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "daemon/messages.h"
#include "daemon/settings.h"

/* In a folder of the test's own: three keys, k0 … k2, and one that is no
 * approver's, k3; change.txt and its signatures. */
static const char make_all[] =
	"set -e; cd \"$1\"; "
	"for k in k0 k2 k3; do ssh-keygen -q -t ed25519 -N '' -f $k; done; "
	"ssh-keygen -q -t ecdsa -b 384 -N '' -f k1; "
	"printf '%s' \"$2\" >change.txt; "
	"sign() { ssh-keygen -q -Y sign -n $2 -f $1 change.txt; "
	"mv change.txt.sig $3; }; "
	"sign k0 sekisho s0; sign k1 sekisho s1; sign k2 file other; "
	"sign k3 sekisho s3; "
	"printf 'x%s' \"$2\" >change.txt; sign k0 sekisho altered; "
	"cut -d' ' -f1,2 k0.pub >p0; cut -d' ' -f1,2 k1.pub >p1; "
	"cut -d' ' -f1,2 k2.pub >p2; "
	"for k in 0 1; do ssh-keygen -l -f k$k.pub | cut -d' ' -f2 >f$k; done";

void lab_read(const struct lab *lab, const char *name, char *out, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", lab->folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	n = read(fd, out, size - 1);
	assert_true(n > 0);
	out[n] = '\0';
	close(fd);
}

static void run_shell(const char *script, const char *one, const char *two)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execlp("sh", "sh", "-c", script, "sh", one, two, NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int lab_make(void **state)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	snprintf(lab->folder, sizeof(lab->folder), "/tmp/verify-test-XXXXXX");
	assert_non_null(mkdtemp(lab->folder));
	run_shell(make_all, lab->folder, TEXT);
	for (int i = 0; i < 3; i++) {
		char name[4] = { 'p', (char)('0' + i) };

		lab_read(lab, name, lab->keys[i], sizeof(lab->keys[i]));
		lab->keys[i][strcspn(lab->keys[i], "\n")] = '\0';
	}
	*state = lab;
	return 0;
}

int lab_remove(void **state)
{
	struct lab *lab = *state;

	run_shell("rm -r \"$1\"", lab->folder, "");
	free(lab);
	return 0;
}

/* The process as the parent starts it: settings, parent and engine at 3 … 5. */
static void live(int parent, int engine)
{
	static struct settings settings;
	int fd, high_parent, high_engine;

	if (geteuid() == 0)
		settings.who[PROC_VERIFY] =
			(struct identity){ true, 65534, 65534 };
	fd = fcntl(settings_seal(&settings), F_DUPFD, 40);
	high_parent = fcntl(parent, F_DUPFD, 40);
	high_engine = fcntl(engine, F_DUPFD, 40);
	if (dup2(fd, FD_SETTINGS) < 0 || dup2(high_parent, FD_PARENT) < 0 ||
	    dup2(high_engine, FD_VERIFY_ENGINE) < 0 ||
	    close_range(FD_VERIFY_ENGINE + 1, ~0U, 0) < 0)
		_exit(99);
	_exit(verify_main());
}

int lab_begin(void **state)
{
	struct lab *lab = *state;
	int engine[2], parent[2];

	assert_int_equal(channel_open(engine, 1 << 20), 0);
	assert_int_equal(channel_open(parent, 1 << 20), 0);
	lab->pid = fork();
	if (lab->pid == 0)
		live(parent[1], engine[1]);
	close(engine[1]);
	close(parent[1]);
	lab->engine = engine[0];
	lab->parent = parent[0];
	lab->request = (struct verify_request){
		.keys = { { .name = "佐藤", .key = lab->keys[0] },
			  { .name = "伊藤 *", .key = lab->keys[1] },
			  { .name = "加藤", .key = lab->keys[2] } },
		.n_keys = 3,
		.text = TEXT,
		.text_len = strlen(TEXT),
		.signature = lab->signature,
	};
	return 0;
}

int lab_end(void **state)
{
	struct lab *lab = *state;
	int status;

	close(lab->engine);
	close(lab->parent);
	assert_int_equal(waitpid(lab->pid, &status, 0), lab->pid);
	/* It ended because we did, and of nothing else. */
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	return 0;
}

static bool take_answer(void *arg, struct message *message)
{
	struct lab *lab = arg;

	assert_int_equal(message->id, 77);
	lab->good = message->type == MESSAGE_VERIFIED;
	assert_true(message->body_len < sizeof(lab->answer));
	(void)memcpy(lab->answer, message->body, message->body_len);
	lab->answer[message->body_len] = '\0';
	return true;
}

const struct accept verify_answers[] = {
	{ MESSAGE_VERIFIED, false, 1, 2000, take_answer },
	{ MESSAGE_NOT_VERIFIED, false, 1, 2000, take_answer },
};

void lab_wait(int channel)
{
	struct pollfd ready = { .fd = channel, .events = POLLIN };

	assert_int_equal(poll(&ready, 1, 30000), 1);
}

bool lab_ask(struct lab *lab)
{
	int fd = verify_seal(&lab->request);

	assert_true(fd >= 0);
	assert_int_equal(
		channel_send(lab->engine, MESSAGE_VERIFY, 77, NULL, 0, fd), 0);
	close(fd);
	lab_wait(lab->engine);
	assert_int_equal(channel_serve(lab->engine, verify_answers, 2, lab),
			 CHANNEL_OK);
	return lab->good;
}

bool lab_ask_about(struct lab *lab, const char *name)
{
	lab_read(lab, name, lab->signature, sizeof(lab->signature));
	lab->request.signature_len = strlen(lab->signature);
	return lab_ask(lab);
}

void assert_refused(struct lab *lab, const char *why)
{
	assert_false(lab->good);
	if (!strstr(lab->answer, why))
		fail_msg("'%s' does not say '%s'", lab->answer, why);
}
