/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.c -- sekisho-mail --convert
 */
#include "mail/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/log.h"
#include "mail/messages.h"
#include "mail/plain/compose.h"
#include "mail/plain/my_number.h"
#include "mail/plain/plain.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/show.h"
#include "mail/transform/transform.h"
#include "mime/convert.h"

enum {
	EXIT_HELD = 1,
	EXIT_MACHINE = 3,
	NOBODY = 65534 /* base-passwd's, for a run as root */
};

/* What is left to this process once it reads what the child wrote. */
static const int calls[] = {
	SYS_read,       SYS_pread64, SYS_write, SYS_close,
	SYS_exit_group, SYS_brk,     SYS_mmap,  SYS_munmap,
	SYS_mremap,     SYS_lseek,   -1,
};

static struct plain plain;
static char bytes[PLAIN_BYTES];
static char report_buffer[4096];

/* ------ in and out ------ */

/* One that is closed would be the next that is opened, and take its place. */
static bool has_streams(void)
{
	if (fcntl(STDIN_FILENO, F_GETFD) >= 0 &&
	    fcntl(STDOUT_FILENO, F_GETFD) >= 0)
		return true;
	log_errno(-errno, "standard input or output");
	return false;
}

/* Standard input into a memfd; *len says how much. */
static int take_input(size_t *len)
{
	_cleanup_(fd_closep) int fd = memfd_create("message", MFD_CLOEXEC);
	ssize_t n;

	*len = 0;
	if (fd < 0)
		return log_errno(-errno, "memfd");
	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		*len += (size_t)n;
		if (*len > LIMIT_MESSAGE)
			return log_errno(-EFBIG, "standard input");
		if (fd_write_all(fd, bytes, (size_t)n) < 0)
			return log_errno(-errno, "memfd");
	}
	if (n < 0)
		return log_errno(-errno, "standard input");
	return take_fd(&fd);
}

/* ------ the two halves ------ */

static struct identity whoever(void)
{
	return (struct identity){ geteuid() == 0, NOBODY, NOBODY };
}

static int wait_for(pid_t pid)
{
	enum convert_verdict why;
	int status;

	if (waitpid(pid, &status, 0) < 0)
		return log_errno(-errno, "wait");
	if (WIFEXITED(status) && WEXITSTATUS(status) == TRANSFORM_OK)
		return 0;
	if (WIFEXITED(status) && transform_is_held(WEXITSTATUS(status), &why))
		log_warn("held why=%s", convert_verdict_name(why));
	else
		log_err("transform-died exit=%d signal=%d",
			WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return EXIT_HELD;
}

static int transform(const char *authserv_id, int in, size_t len, int out)
{
	static const struct envelope envelope = {
		.n_rcpts = 1,
		.rcpts = { "offline@sekisho.invalid" },
	};
	struct filter filter = { 0 };
	struct arena arena = { 0 };
	const struct transform transform = {
		.filter = &filter,
		.arena = &arena,
		.authserv_id = authserv_id,
	};
	const struct identity who = whoever();
	pid_t pid;

	transform_warm(&arena);
	if (filter_build(procs[PROC_TRANSFORM].calls, &filter) < 0)
		return EXIT_MACHINE;
	pid = fork();
	if (pid == 0) {
		if (jail_enter_unfiltered(&procs[PROC_TRANSFORM], &who) < 0)
			_exit(TRANSFORM_FAILED);
		transform_main(&transform, &envelope, in, out, len);
	}
	filter_finish(&filter);
	arena_finish(&arena);
	return pid < 0 ? EXIT_MACHINE : wait_for(pid);
}

static bool verify(int fd)
{
	ssize_t len = pread(fd, bytes, sizeof(bytes), 0);
	const char *wrong = "length";

	if (len > 0)
		wrong = plain_read(bytes, (size_t)len, &plain);
	if (wrong)
		log_err("plain-refused why=%s", wrong);
	return !wrong;
}

static bool check_my_number(const struct settings *settings)
{
	if (settings->my_number == MY_NUMBER_IGNORE ||
	    !my_number_tell(&plain) || settings->my_number != MY_NUMBER_REFUSE)
		return true;
	log_warn("held why=my-number");
	return false;
}

static bool compose(const struct settings *settings, struct composed *out)
{
	const struct compose_options options = {
		.hostname = settings->hostname,
		.mark = settings->mark,
		.notice = settings->notice,
	};

	switch (compose_message(&plain, &options, out)) {
	case COMPOSE_OK:
		return true;
	case COMPOSE_LOOP:
		log_warn("held why=loop");
		return false;
	case COMPOSE_MEMORY:
		break;
	}
	log_err("held why=memory");
	return false;
}

/* ------ the report ------ */

static void report_string(struct json *json, struct arena *arena,
			  const char *key, struct slice value)
{
	json_key(json, key);
	json_string(json, arena_strndup(arena, value.at, value.len));
}

static void report_words(struct json *json, struct arena *arena,
			 const char *key, const struct words *words)
{
	json_key(json, key);
	json_array(json);
	for (size_t i = 0; i < words->n; i++)
		json_string(json, arena_strndup(arena, words->at[i].at,
						words->at[i].len));
	json_array_end(json);
}

static void report_marks(struct json *json, struct arena *arena,
			 struct slice marks)
{
	struct slice mark;

	json_key(json, "marks");
	json_array(json);
	while (slice_split(&marks, ' ', &mark))
		json_string(json, arena_strndup(arena, mark.at, mark.len));
	json_array_end(json);
}

static void report_removed(struct json *json, struct arena *arena,
			   const struct removed *removed)
{
	json_object(json);
	report_string(json, arena, "name", removed->name);
	json_member_number(json, "size", removed->size);
	report_string(json, arena, "type", removed->declared);
	report_string(json, arena, "sniffed", removed->sniffed);
	report_string(json, arena, "sha256", removed->sha256);
	json_key(json, "locked");
	json_bool(json, slice_starts(removed->marks, "locked"));
	report_marks(json, arena, removed->marks);
	report_string(json, arena, "why", removed->why);
	json_object_end(json);
}

static void report_charset(struct json *json, struct arena *arena)
{
	json_key(json, "charset");
	json_object(json);
	report_string(json, arena, "declared", plain.charset_declared);
	report_string(json, arena, "used", plain.charset_used);
	json_member_number(json, "unmapped", plain.unmapped);
	json_object_end(json);
}

static bool write_report(FILE *out)
{
	struct json json = { .out = out };
	struct arena arena = { 0 };

	json_object(&json);
	report_words(&json, &arena, "actions", &plain.actions);
	report_words(&json, &arena, "defects", &plain.defects);
	report_charset(&json, &arena);
	json_key(&json, "removed");
	json_array(&json);
	for (size_t i = 0; i < plain.n_removed; i++)
		report_removed(&json, &arena, &plain.removed[i]);
	json_array_end(&json);
	json_member_number(&json, "hidden_text", plain.hidden_text);
	json_member_number(&json, "links", plain.links);
	json_member_number(&json, "text_cut", plain.text_cut);
	json_object_end(&json);
	fputc('\n', out);
	arena_finish(&arena);
	return fflush(out) == 0;
}

static bool write_out(const struct composed *composed, bool show)
{
	struct composed shown = { 0 };

	if (show && !show_message(composed, &shown))
		return false;
	if (show)
		composed = &shown;
	return fd_write_all(STDOUT_FILENO, composed->bytes, composed->len) == 0;
}

/* Confined from here on: descriptors in, bytes out. */
static int finish(const struct settings *settings, int result, FILE *report,
		  bool show)
{
	const struct proc_spec spec = { .name = "convert", .calls = calls };
	const struct identity who = whoever();
	struct composed composed = { 0 };

	if (jail_enter(&spec, &who) < 0)
		return EXIT_MACHINE;
	if (!verify(result) || !check_my_number(settings) ||
	    !compose(settings, &composed))
		return EXIT_HELD;
	if (report && !write_report(report)) {
		log_errno(-errno, "write the report");
		return EXIT_MACHINE;
	}
	if (write_out(&composed, show))
		return 0;
	log_errno(-errno, "write the message");
	return EXIT_MACHINE;
}

int convert_offline(const struct settings *settings, const char *report,
		    bool show)
{
	_cleanup_(fd_closep) int result = -1, input = -1;
	FILE *file = NULL;
	size_t len;
	int r;

	if (!has_streams())
		return EXIT_MACHINE;
	input = take_input(&len);
	if (input < 0)
		return input == -EFBIG ? EXIT_HELD : EXIT_MACHINE;
	if (report && !(file = fopen(report, "we"))) {
		log_errno(-errno, "open %s", report);
		return EXIT_MACHINE;
	}
	/* A buffer of ours, or stdio would ask the kernel about the file. */
	if (file)
		setvbuf(file, report_buffer, _IOFBF, sizeof(report_buffer));
	result = memfd_create("plain", MFD_CLOEXEC);
	r = result < 0 ? EXIT_MACHINE
		       : transform(settings->authserv_id, input, len, result);
	if (r == 0)
		r = finish(settings, result, file, show);
	/* Confined: no more than this process's end is possible. */
	fflush(NULL);
	_exit(r);
}
