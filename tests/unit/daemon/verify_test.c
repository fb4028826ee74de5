/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_test.c -- the verify process, jailed, with signatures that
 * ssh-keygen(1) made
 */
#include "daemon/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "daemon/messages.h"
#include "daemon/settings.h"
#include "privsep/channel.h"

/* Its row alone: a table of the test's own. */
const struct proc_spec procs[N_PROCS] = {
	[PROC_VERIFY] = {
		.name = "verify",
		.user = "nobody",
		.paths = verify_paths,
		.calls = verify_calls,
		.limits = { .memory = 1ULL << 30,
			    .file_size = 128 << 20,
			    .files = 128,
			    .forks = true },
	},
};

#define TEXT "sekisho-change 1\nbase-generation: 42\n区画を足す\n"

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

struct lab {
	char folder[32];
	char keys[3][1024];
	int engine, parent; /* our ends */
	pid_t pid;
	struct verify_request request;
	char signature[VERIFY_SIGNATURE_MAX + 1];
	char answer[2048];
	bool good;
};

static void read_whole(const struct lab *lab, const char *name, char *out,
		       size_t size)
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

static int make_keys(void **state)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	snprintf(lab->folder, sizeof(lab->folder), "/tmp/verify-test-XXXXXX");
	assert_non_null(mkdtemp(lab->folder));
	run_shell(make_all, lab->folder, TEXT);
	for (int i = 0; i < 3; i++) {
		char name[4] = { 'p', (char)('0' + i) };

		read_whole(lab, name, lab->keys[i], sizeof(lab->keys[i]));
		lab->keys[i][strcspn(lab->keys[i], "\n")] = '\0';
	}
	*state = lab;
	return 0;
}

static int remove_keys(void **state)
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

static int begin(void **state)
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

static int end(void **state)
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

static const struct accept answers[] = {
	{ MESSAGE_VERIFIED, false, 1, 2000, take_answer },
	{ MESSAGE_NOT_VERIFIED, false, 1, 2000, take_answer },
};

static void wait_for(int channel)
{
	struct pollfd ready = { .fd = channel, .events = POLLIN };

	assert_int_equal(poll(&ready, 1, 20000), 1);
}

static bool ask(struct lab *lab)
{
	int fd = verify_seal(&lab->request);

	assert_true(fd >= 0);
	assert_int_equal(
		channel_send(lab->engine, MESSAGE_VERIFY, 77, NULL, 0, fd), 0);
	close(fd);
	wait_for(lab->engine);
	assert_int_equal(channel_serve(lab->engine, answers, 2, lab),
			 CHANNEL_OK);
	return lab->good;
}

static bool ask_about(struct lab *lab, const char *name)
{
	read_whole(lab, name, lab->signature, sizeof(lab->signature));
	lab->request.signature_len = strlen(lab->signature);
	return ask(lab);
}

static void assert_refused(struct lab *lab, const char *why)
{
	assert_false(lab->good);
	if (!strstr(lab->answer, why))
		fail_msg("'%s' does not say '%s'", lab->answer, why);
}

static void a_good_signature_names_its_signer(void **state)
{
	static const char *const names[] = { "佐藤", "伊藤 *" };
	struct lab *lab = *state;

	for (int i = 0; i < 2; i++) {
		char name[4] = { 's', (char)('0' + i) };
		char fingerprint[128];

		if (!ask_about(lab, name))
			fail_msg("%s", lab->answer);
		assert_string_equal(lab->answer, names[i]);
		name[0] = 'f';
		read_whole(lab, name, fingerprint, sizeof(fingerprint));
		fingerprint[strcspn(fingerprint, "\n")] = '\0';
		assert_string_equal(lab->answer + strlen(names[i]) + 1,
				    fingerprint);
	}
}

static void one_changed_byte_is_another_text(void **state)
{
	struct lab *lab = *state;
	char text[] = TEXT;

	assert_false(ask_about(lab, "altered"));
	assert_refused(lab, "over another text");
	lab->request.text = text;
	for (size_t i = 0; i < strlen(TEXT); i += 7) {
		text[i] ^= 1;
		assert_false(ask_about(lab, "s0"));
		assert_refused(lab, "over another text");
		text[i] ^= 1;
	}
	assert_true(ask_about(lab, "s0"));
	lab->request.text_len--;
	assert_false(ask(lab));
	assert_refused(lab, "over another text");
	lab->request.text_len = 0;
	assert_false(ask(lab));
}

static void a_signature_for_another_purpose_is_refused(void **state)
{
	struct lab *lab = *state;

	assert_false(ask_about(lab, "other"));
	assert_refused(lab, "for another purpose");
}

static void a_key_that_is_no_approvers_is_refused(void **state)
{
	struct lab *lab = *state;

	assert_false(ask_about(lab, "s3"));
	assert_refused(lab, "no approver's");
	/* The same key, once it is none any more. */
	lab->request.keys[0] = lab->request.keys[2];
	lab->request.n_keys = 2;
	assert_false(ask_about(lab, "s0"));
	assert_refused(lab, "no approver's");
	lab->request.n_keys = 0;
	assert_false(ask(lab));
	assert_refused(lab, "there are no approvers");
}

static void garbage_is_no_signature(void **state)
{
	static const char *const texts[] = {
		"",
		"x",
		"-----BEGIN SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n"
		"-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n!!!!\n"
		"-----END SSH SIGNATURE-----\n",
	};
	struct lab *lab = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(lab->signature, sizeof(lab->signature), "%s",
			 texts[i]);
		lab->request.signature_len = strlen(texts[i]);
		assert_false(ask(lab));
		assert_refused(lab, "no SSH signature");
	}
	(void)memset(lab->signature, 0xff, VERIFY_SIGNATURE_MAX);
	lab->request.signature_len = VERIFY_SIGNATURE_MAX;
	assert_false(ask(lab));
	assert_refused(lab, "no SSH signature");
	/* … and the process is as good as before. */
	assert_true(ask_about(lab, "s0"));
}

static void what_is_too_long_is_not_even_asked(void **state)
{
	struct lab *lab = *state;

	lab->request.signature_len = VERIFY_SIGNATURE_MAX + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
	lab->request.signature_len = 1;
	lab->request.text_len = (size_t)CHANGE_TEXT_MAX + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
	lab->request.text_len = 1;
	lab->request.n_keys = LIMIT_APPROVERS + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
}

static void a_long_text_is_verified_in_time(void **state)
{
	struct lab *lab = *state;
	_cleanup_(freep) char *text = calloc(CHANGE_TEXT_MAX, 1);

	lab->request.text = text;
	lab->request.text_len = CHANGE_TEXT_MAX;
	assert_false(ask_about(lab, "s0"));
	assert_refused(lab, "over another text");
}

/* What it must not: 0, or which of them it could. */
static int try_all(void)
{
	struct identity who = { geteuid() == 0, 65534, 65534 };

	if (jail_leave_network() < 0 ||
	    jail_enter(&procs[PROC_VERIFY], &who) < 0)
		return 1;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EACCES)
		return 2;
	if (open("/etc/hosts", O_RDONLY | O_CLOEXEC) >= 0)
		return 3;
	if (open("/dev/shm/verify-test", O_CREAT | O_WRONLY, 0600) >= 0)
		return 4;
	if (open("/tmp", O_RDONLY | O_DIRECTORY) >= 0)
		return 5;
	return open("/etc/passwd", O_RDWR) >= 0 ? 6 : 0;
}

static void it_opens_no_file_and_no_socket(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(try_all());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static bool take_pong(void *arg, struct message *message)
{
	(void)arg;
	return message->id == 5;
}

static void it_answers_its_parent(void **state)
{
	static const struct accept pong[] = {
		{ MESSAGE_PONG, false, 0, 0, take_pong },
	};
	struct lab *lab = *state;

	assert_int_equal(
		channel_send(lab->parent, MESSAGE_PING, 5, NULL, 0, -1), 0);
	wait_for(lab->parent);
	assert_int_equal(channel_serve(lab->parent, pong, 1, NULL), CHANNEL_OK);
}

static void a_peer_that_does_not_keep_to_the_grammar_ends_it(void **state)
{
	struct lab *lab = *state;
	struct pollfd hangup = { .fd = lab->engine, .events = POLLIN };
	int fd = sealed_make("\0\0\0\1", 4);

	channel_send(lab->engine, MESSAGE_VERIFY, 77, NULL, 0, fd);
	close(fd);
	assert_int_equal(poll(&hangup, 1, 5000), 1);
	assert_int_equal(channel_serve(lab->engine, answers, 2, lab),
			 CHANNEL_GONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_good_signature_names_its_signer),
		TEST(one_changed_byte_is_another_text),
		TEST(a_signature_for_another_purpose_is_refused),
		TEST(a_key_that_is_no_approvers_is_refused),
		TEST(garbage_is_no_signature),
		TEST(what_is_too_long_is_not_even_asked),
		TEST(a_long_text_is_verified_in_time),
		cmocka_unit_test(it_opens_no_file_and_no_socket),
		TEST(it_answers_its_parent),
		TEST(a_peer_that_does_not_keep_to_the_grammar_ends_it),
	};

	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
