/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hostile.c -- a transform that has been taken over, against the inner half
 *
 * Streams that were right are spoiled and given to plain_read(). What it takes
 * is composed, and the message must keep to the grammar of output.h and say what
 * the stream says. Exit 1 at the first that does not, which is shown.
 *
 * hostile [--jobs N] [--seed N] [--from N] STREAMS [MAIL...]
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mail/plain/compose.h"
#include "mail/plain/verify_files.h"

#include "ground.h"
#include "output.h"

enum {
	MOST_JOBS = 64,
	N_WRONGS = 6
};

static const char *const wrongs[N_WRONGS] = { "length", "record", "value",
					      "count",  "file",   "canonical" };

/* Every value that a notice can hold comes out in this one. */
static const struct compose_options options = {
	.hostname = "gw.example",
	.mark = "gw.example:mail-in",
	.reference = "20261121-000123-5",
	.notice =
		"[head]\nh\n{auth} {from-text} {from-name} {from-addr} {subject} "
		"{date} {message-id} {in-reply-to} {references} {sender} "
		"{charset-declared} {charset-used} {to-more} {cc-more} "
		"{unmapped} {unmapped-codes} {controls} {invisibles} {hidden-text} {links} "
		"{text-cut} {removed-count} {bulk} {received}\n"
		"[action links-defanged]\nl\n[defect qp-ws]\nq\n"
		"[removed]\n{number} {removed-name} {removed-declared} "
		"{removed-sniffed} {removed-size} {removed-why} "
		"{removed-sha256} {removed-image} {removed-marks}\n"
		"[passed]\n{file-name} {file-type} {file-bytes} {file-sha256} "
		"{file-count}\n[mark locked]\np\n[people]\nm\n[original]\n{reference}\n"
		"[tail]\nt\n",
};

static const struct file_rules rules = {
	.words = "pdf jpeg",
	.each = HOSTILE_FILE,
	.all = HOSTILE_FILES,
};

struct task {
	uint64_t seed, from, to;
};

struct tally {
	uint64_t streams, composed, looped, by_wrong[N_WRONGS];
};

static struct stream records, taken;
static struct plain plain;
static struct output output;
static char bytes[STREAM_BYTES];

static struct text slice_text(struct slice slice)
{
	return (struct text){ slice.at, slice.len };
}

/* NULL, or what is wrong. */
static const char *judge(const struct composed *composed, struct text stream,
			 bool files)
{
	struct text rcpts[PLAIN_RCPTS];
	const char *wrong;

	wrong = output_read((struct text){ composed->bytes, composed->len },
			    &output);
	if (!wrong)
		wrong = stream_read(stream, &taken);
	if (wrong)
		return wrong;
	if (plain.n_rcpts > PLAIN_RCPTS)
		return "too many recipients";
	for (size_t i = 0; i < plain.n_rcpts; i++)
		rcpts[i] = slice_text(plain.rcpts[i]);
	return stream_agrees(&taken, slice_text(plain.sender), rcpts,
			     plain.n_rcpts, files, &output);
}

static void show(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'))
			putchar(text[i]);
		else
			printf("\\x%02x", (unsigned char)text[i]);
}

static bool try(const struct ground *ground, uint64_t seed, uint64_t number,
		struct tally *tally)
{
	static struct composed composed;
	/* The stream hangs on these two numbers alone. */
	struct chance chance = { seed ^ number * 0x9e3779b97f4a7c15 };
	size_t len =
		ground_spoil(ground, &records, bytes, sizeof(bytes), &chance);
	/* The others are a relay's that goes inward. */
	const bool files = chance_below(&chance, 4) != 0;
	const char *wrong = files ? plain_read_files(bytes, len, &rules, &plain)
				  : plain_read(bytes, len, &plain);

	tally->streams++;
	for (size_t i = 0; wrong && i < N_WRONGS; i++)
		tally->by_wrong[i] += strcmp(wrong, wrongs[i]) == 0;
	if (wrong)
		return true;
	if (compose_message(&plain, &options, &composed) != COMPOSE_OK) {
		tally->looped++;
		return true;
	}
	tally->composed++;
	wrong = judge(&composed, (struct text){ bytes, len }, files);
	if (!wrong)
		return true;
	printf("seed %llu, stream %llu: %s\n--- stream\n",
	       (unsigned long long)seed, (unsigned long long)number, wrong);
	show(bytes, len);
	printf("--- message\n");
	show(composed.bytes, composed.len);
	fflush(stdout);
	return false;
}

static int work(const struct ground *ground, struct task task,
		struct tally *tally)
{
	for (uint64_t n = task.from; n < task.to; n++)
		if (!try(ground, task.seed, n, tally))
			return 1;
	return 0;
}

/* 0: every job found nothing. */
static int share_out(const struct ground *ground, struct task task,
		     struct tally *tallies, size_t jobs)
{
	uint64_t each = (task.to - task.from) / jobs + 1;
	int status, bad = 0;

	for (size_t i = 0; i < jobs; i++) {
		struct task part = { task.seed, task.from + i * each,
				     task.from + (i + 1) * each };

		if (part.to > task.to)
			part.to = task.to;
		if (fork() == 0)
			_exit(work(ground, part, &tallies[i]));
	}
	while (wait(&status) > 0)
		bad |= status;
	return bad;
}

static void report(const struct tally *tallies, size_t jobs, double seconds)
{
	struct tally sum = { 0 };

	for (size_t i = 0; i < jobs; i++) {
		sum.streams += tallies[i].streams;
		sum.composed += tallies[i].composed;
		sum.looped += tallies[i].looped;
		for (size_t w = 0; w < N_WRONGS; w++)
			sum.by_wrong[w] += tallies[i].by_wrong[w];
	}
	printf("%llu streams in %.0f s, %.0f a second: %llu composed, %llu "
	       "refused as loops",
	       (unsigned long long)sum.streams, seconds,
	       (double)sum.streams / seconds, (unsigned long long)sum.composed,
	       (unsigned long long)sum.looped);
	for (size_t w = 0; w < N_WRONGS; w++)
		printf(", %llu %s", (unsigned long long)sum.by_wrong[w],
		       wrongs[w]);
	printf("\n");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const struct option long_options[] = {
	{ "jobs", required_argument, NULL, 'j' },
	{ "seed", required_argument, NULL, 's' },
	{ "from", required_argument, NULL, 'f' },
	{ 0 },
};

int main(int argc, char **argv)
{
	struct task task = { .seed = 1 };
	struct tally *tallies;
	static struct ground ground;
	size_t jobs = 1;
	double began = now();
	int option, bad;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) >=
	       0) {
		if (option == 'j')
			jobs = strtoul(optarg, NULL, 10);
		else if (option == 's')
			task.seed = strtoull(optarg, NULL, 10);
		else if (option == 'f')
			task.from = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	if (optind == argc || jobs < 1 || jobs > MOST_JOBS)
		return 2;
	task.to = task.from + strtoull(argv[optind], NULL, 10);
	if (!ground_load(&ground, argv + optind + 1,
			 (size_t)(argc - optind - 1)))
		return 2;
	tallies =
		mmap(NULL, MOST_JOBS * sizeof(*tallies), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tallies == MAP_FAILED)
		return 2;
	bad = share_out(&ground, task, tallies, jobs);
	report(tallies, jobs, now() - began);
	return bad ? 1 : 0;
}
