/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_death_test.c -- tests src/mail/transform/zygote.c: a transform that was taken
 * over, or that a message breaks
 *
 * The real zygote with its real jail; only before convert_message() reads the
 * message, this file does: it is a word that tells what to do.
 * Each is told as a failure, and the next message crosses.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mail/messages.h"
#include "mail/plain/plain.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/smtp/answer.h"
#include "mime/convert.h"
#include "privsep/channel.h"
#include "privsep/sanitizer.h"

enum {
	PATIENCE = 60000 /* milliseconds: only a fault waits so long */
};

/* ------ what it does in the transform ------ */

static volatile int sink;

static void spin(void)
{
	for (;;)
		sink++;
}

/* NOLINTNEXTLINE(misc-no-recursion): that is the deed */
static int recurse(int n)
{
	volatile char room[4096];

	room[0] = (char)n;
	return n ? recurse(n + (room[0] & 1)) + room[4095] : 0;
}

static void use_stack(void)
{
	sink = recurse(1);
}

static void follow_null(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

static void give_up(void)
{
	abort();
}

static void open_a_file(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void make_a_socket(void)
{
	syscall(SYS_socket, 2, 1, 0);
}

static void fork_again(void)
{
	syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void kill_the_zygote(void)
{
	syscall(SYS_kill, -1, SIGKILL);
}

static void take_memory(void)
{
	syscall(SYS_mmap, 0, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
}

/* Into the memfd, beyond RLIMIT_FSIZE. */
static void write_much(void)
{
	static char bytes[1 << 20];

	while (write(STDOUT_FILENO, bytes, sizeof(bytes)) > 0)
		;
}

static void end_oddly(void)
{
	_exit(77);
}

/* Says that the message is to be held, for a reason that there is not. */
static void end_beyond(void)
{
	_exit(200);
}

static const struct deed {
	const char *word;
	void (*do_it)(void);
	int signal; /* by which it must end; 0: it ends itself */
} deeds[] = {
	{ "spin", spin, SIGKILL },
	{ "stack", use_stack, SIGSEGV },
	{ "null", follow_null, SIGSEGV },
	{ "abort", give_up, SIGSYS }, /* it has no tgkill(2) */
	{ "open", open_a_file, SIGSYS },
	{ "socket", make_a_socket, SIGSYS },
	{ "fork", fork_again, SIGSYS },
	{ "kill", kill_the_zygote, SIGSYS },
	{ "memory", take_memory, SIGSYS },
	{ "flood", write_much, SIGXFSZ },
	{ "odd", end_oddly, 0 },
	{ "beyond", end_beyond, 0 },
};

enum {
	N_DEEDS = sizeof(deeds) / sizeof(deeds[0])
};

/* By the linker (ld(1) --wrap) in the place of src/mime's, which is the other. */
enum convert_verdict
__real_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);
enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);

enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out)
{
	for (size_t i = 0; i < N_DEEDS; i++)
		if (len == strlen(deeds[i].word) &&
		    !memcmp(bytes, deeds[i].word, len))
			deeds[i].do_it();
	return __real_convert_message(bytes, len, options, arena, out);
}

/* ------ the zygote's sisters ------ */

static struct {
	pid_t pid;
	int outside, inside, log;
	uint16_t heard;
	uint32_t id;
	uint8_t reason, why;
} play;

static bool take_failure(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	play.id = message->id;
	play.reason = message->body[0];
	play.why = message->body[1];
	return true;
}

static bool take_plain(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	play.id = message->id;
	return true;
}

static const struct accept heard[] = {
	{ MESSAGE_FAILED, false, 2, 2, take_failure },
	{ MESSAGE_PLAIN, true, 4, 4, take_plain },
};

static void expect(uint16_t type, uint32_t id)
{
	struct pollfd polls[] = { { play.outside, POLLIN, 0 },
				  { play.inside, POLLIN, 0 } };

	assert_true(poll(polls, 2, PATIENCE) > 0);
	assert_int_equal(
		channel_serve(polls[0].revents ? play.outside : play.inside,
			      heard, 2, NULL),
		CHANNEL_OK);
	if (play.heard != type || play.id != id)
		fail_msg("of message %u: type %u", play.id, play.heard);
}

static void hand_over(uint32_t id, const char *text)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	uint8_t body[3 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	pack_u32(&pack, (uint32_t)strlen(text));
	pack_u16(&pack, 1);
	pack_string(&pack, "a@b.example");
	pack_string(&pack, "x@town.example.jp");
	assert_int_equal(channel_send(play.outside, MESSAGE_TRANSFORM, id, body,
				      (size_t)(pack.pos - body), fd),
			 0);
	close(fd);
}

/* The line of alarm, with the signal; sanitizers end themselves. */
static void expect_alarm(int signal)
{
	char text[65536], wanted[32];
	ssize_t len = read(play.log, text, sizeof(text) - 1);

	text[len > 0 ? len : 0] = '\0';
	assert_non_null(strstr(text, "transform-died id="));
	snprintf(wanted, sizeof(wanted), " signal=%d\n", signal);
	if (!SANITIZED && !strstr(text, wanted))
		fail_msg("no%s, but %s", wanted, text);
}

static int begin(void **state)
{
	static struct settings settings;
	int fds[3], pairs[2][2], log[2];

	(void)state;
	settings_begin(&settings);
	settings.who[PROC_TRANSFORM] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	fds[0] = settings_seal(&settings);
	for (int i = 0; i < 2; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[i + 1] = pairs[i][1];
	}
	if (pipe2(log, O_NONBLOCK) < 0)
		return -1;
	play.pid = fork();
	if (play.pid == 0) {
		int high[3];

		dup2(log[1], STDERR_FILENO);
		signal(SIGSEGV, SIG_DFL); /* cmocka's, who catches it */
		for (int i = 0; i < 3; i++)
			high[i] = fcntl(fds[i], F_DUPFD, 100);
		for (int i = 0; i < 3; i++)
			dup2(high[i], FD_SETTINGS + i);
		close_range(FD_SETTINGS + 3, ~0U, 0);
		_exit(zygote_main());
	}
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	close(log[1]);
	play.outside = pairs[0][0];
	play.inside = pairs[1][0];
	play.log = log[0];
	return 0;
}

static int end(void **state)
{
	(void)state;
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	close(play.outside);
	close(play.inside);
	close(play.log);
	return 0;
}

/* ------ claims ------ */

static void each_death_is_told_and_the_next_message_crosses(void **state)
{
	uint32_t id = 1;

	(void)state;
	for (size_t i = 0; i < N_DEEDS; i++) {
		/* AddressSanitizer takes memory as it likes. */
		if (SANITIZED && deeds[i].do_it == take_memory)
			continue;
		hand_over(id, deeds[i].word);
		expect(MESSAGE_FAILED, id++);
		assert_int_equal(play.reason, ANSWER_TRANSFORM);
		assert_int_equal(play.why, HELD_CONVERTER_DIED);
		expect_alarm(deeds[i].signal);
		hand_over(id, "text");
		expect(MESSAGE_PLAIN, id++);
	}
}

/* More than there may be children at once: none is left over. */
static void many_deaths_leave_nothing_behind(void **state)
{
	bool told[65] = { false };

	(void)state;
	for (uint32_t id = 1; id <= 64; id++)
		hand_over(id, id % 2 ? "null" : "text");
	for (int i = 0; i < 64; i++) {
		struct pollfd polls[] = { { play.outside, POLLIN, 0 },
					  { play.inside, POLLIN, 0 } };

		assert_true(poll(polls, 2, PATIENCE) > 0);
		assert_int_equal(channel_serve(polls[0].revents ? play.outside
								: play.inside,
					       heard, 2, NULL),
				 CHANNEL_OK);
		assert_in_range(play.id, 1, 64);
		assert_false(told[play.id]);
		told[play.id] = true;
		assert_int_equal(play.heard,
				 play.id % 2 ? MESSAGE_FAILED : MESSAGE_PLAIN);
	}
	assert_int_equal(waitpid(play.pid, NULL, WNOHANG), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_death_is_told_and_the_next_message_crosses),
		CASE(many_deaths_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
