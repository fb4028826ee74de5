/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_lab.c -- an engine whose enforce and clients are the test itself
 */
#include "isolate_lab.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/messages.h"
#include "kernel/live/cut.h"

struct lab lab;

/* ------ enforce ------ */

static bool is_kept(void)
{
	struct stat st;

	return fstatat(lab.engine.store.state, "isolation", &st, 0) == 0;
}

static void hear_isolation(int fd)
{
	struct sealed packed;

	must(sealed_map(fd, ISOLATION_BYTES_MAX, &packed) == 0);
	isolation_finish(&lab.told);
	must(isolation_unpack(packed.bytes, packed.len, &lab.told));
	sealed_finish(&packed);
	if (!lab.n_told++)
		lab.kept_first = is_kept();
}

int ask_enforce(struct engine *engine, uint16_t type, const void *body,
		size_t len, int fd, uint32_t client)
{
	(void)body;
	(void)client;
	must(engine == &lab.engine && type == MESSAGE_ISOLATION && len == 0);
	if (lab.kernel == 0)
		hear_isolation(fd);
	return lab.kernel;
}

static void hear_cut(const struct question *question)
{
	struct lab_cut *cut = &lab.cuts[lab.n_cuts++];
	struct wire w = { question->body,
			  (const uint8_t *)question->body + question->len,
			  false };
	struct sealed list;

	must(lab.n_cuts <= 8);
	cut->mark = wire_u32(&w);
	cut->mask = wire_u32(&w);
	cut->how = wire_u8(&w);
	must(wire_done(&w));
	must(sealed_map(question->fd, sizeof(cut->list), &list) == 0);
	cut->len = list.len;
	memcpy(cut->list, list.bytes, list.len);
	sealed_finish(&list);
}

int ask(struct engine *engine, const struct question *question,
	struct reply *out)
{
	const struct cut_count count = { tree_of(7) << GENERATION_SHIFT | 1, 3,
					 40, 5000 };
	struct pack p = { engine->answer.body, engine->answer.body + 12,
			  false };
	bool counts;

	must(question->type == MESSAGE_CUT);
	hear_cut(question);
	counts = lab.counts && lab.n_cuts == 1;
	pack_u32(&p, 0);
	pack_u32(&p, counts ? 3 : 0);
	pack_u32(&p, 0);
	*out = (struct reply){ MESSAGE_WAS_CUT, engine->answer.body, 12,
			       counts ? sealed_make(&count, sizeof(count))
				      : -1 };
	return 0;
}

int ask_patiently(struct engine *of, const struct question *question,
		  struct reply *out)
{
	return ask(of, question, out);
}

bool ask_hear(struct engine *engine, enum proc proc)
{
	(void)engine;
	(void)proc;
	return true;
}

/* ------ the client ------ */

void say(struct engine *engine, uint32_t client, const char *fmt, ...)
{
	size_t len = strlen(lab.said);
	va_list ap;

	(void)engine;
	(void)client;
	va_start(ap, fmt);
	len += (size_t)vsnprintf(lab.said + len, sizeof(lab.said) - len, fmt,
				 ap);
	va_end(ap);
	must(len + 1 < sizeof(lab.said));
	strcpy(lab.said + len, "\n");
}

void say_text(struct engine *engine, uint32_t client, int fd)
{
	(void)engine;
	(void)client;
	(void)fd;
}

void say_done(struct engine *engine, uint32_t client, int status, int fd)
{
	ssize_t n = 0;

	(void)engine;
	(void)client;
	must(lab.status == -1); /* one answer, not two */
	lab.status = status;
	if (fd >= 0)
		n = pread(fd, lab.answer, sizeof(lab.answer) - 1, 0);
	must(n >= 0);
	lab.answer[n] = '\0';
}

void page_open(struct page *page)
{
	page->out = open_memstream(&page->text, &page->len);
}

void page_send(struct page *page, struct engine *engine, uint32_t client,
	       int status)
{
	int fd;

	fclose(page->out);
	fd = sealed_make(page->text, page->len);
	say_done(engine, client, status, fd);
	close(fd);
	free(page->text);
}

/* ------ the engine ------ */

static void add_zone(struct index *index, const char *name, const char *label,
		     const char *range, const char *interface)
{
	struct index_zone *zone = vec_add(&index->arena, &index->zones);

	zone->name = name;
	zone->label = label;
	must(range_read(range, vec_add(&index->arena, &zone->addresses)) ==
	     ADDR_OK);
	*vec_add(&index->arena, &zone->interfaces) = interface;
}

static void add_host(struct index *index, const char *name, const char *address)
{
	struct index_host *host = vec_add(&index->arena, &index->hosts);

	host->name = name;
	host->zone = "office";
	must(range_read(address, vec_add(&index->arena, &host->addresses)) ==
	     ADDR_OK);
}

void lab_fill(struct standing *standing, uint32_t number)
{
	static const char *const ids[] = { "F-1", "F-2", "both",
					   "relay:mail/in", "relay:mail/out" };
	struct index *index = &standing->index;

	*standing = (struct standing){ .number = number, .expect = -1 };
	index->utc_offset = 9 * 3600;
	add_zone(index, "office", "業務端末", "10.72.0.0/16", "of0");
	*vec_add(&index->arena, &index->zones.at[0].interfaces) = "of1";
	add_zone(index, "cloud", "クラウド", "198.51.100.0/24", "sc0");
	add_host(index, "pc1", "10.72.4.10");
	add_host(index, "both", "10.72.4.11");
	for (uint32_t i = 0; i < 5; i++)
		*vec_add(&index->arena, &index->entries) =
			(struct index_entry){ ids[i], i + 1, 0 };
	*vec_add(&index->arena, &index->contacts) =
		(struct index_contact){ "山田", "統括責任者", "0120-000-000",
					"yamada@example.jp" };
}

static void open_engine(void)
{
	int state = open(lab.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	must(state >= 0);
	lab.engine.live = standing_none();
	lab.engine.pending = standing_none();
	must(journal_open(&lab.engine.journal, state, 0) == 0);
	must(generations_open(&lab.engine.store, state) == 0);
	must(isolate_open(&lab.engine) == 0);
}

static void close_engine(void)
{
	int state = lab.engine.store.state;

	for (size_t i = 0; i < lab.engine.n_orders; i++)
		isolation_finish(&lab.engine.orders[i].meant);
	standing_finish(&lab.engine.live);
	standing_finish(&lab.engine.pending);
	journal_close(&lab.engine.journal);
	generations_close(&lab.engine.store);
	close(state);
	isolation_finish(&lab.told);
}

int lab_begin(void **state)
{
	int rules = open("rules", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	must(rules >= 0 && dup2(rules, FD_ENGINE_RULES) == FD_ENGINE_RULES);
	if (rules != FD_ENGINE_RULES)
		close(rules);
	lab = (struct lab){ .folder = "/tmp/sekisho-isolate-XXXXXX",
			    .status = -1 };
	must(mkdtemp(lab.folder));
	open_engine();
	lab_fill(&lab.engine.live, 7);
	return 0;
}

int lab_end(void **state)
{
	char command[64];

	(void)state;
	close_engine();
	close(FD_ENGINE_RULES);
	snprintf(command, sizeof(command), "rm -r %s", lab.folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

void lab_restart(void)
{
	char folder[sizeof(lab.folder)];

	memcpy(folder, lab.folder, sizeof(folder));
	close_engine();
	lab = (struct lab){ .status = -1 };
	memcpy(lab.folder, folder, sizeof(folder));
	open_engine();
}

void lab_fill_disk(void)
{
	/* Whatever is written there is too much; in /proc nothing is made. */
	int full = open("/dev/full", O_RDWR | O_CLOEXEC);
	int nowhere = open("/proc/self/fdinfo", O_RDONLY | O_CLOEXEC);

	/* A journal that has its file already. */
	if (lab.engine.journal.file < 0)
		must(journal_add(&lab.engine.journal, "test", NULL, NULL) == 0);
	must(dup2(full, lab.engine.journal.file) >= 0);
	must(dup2(nowhere, lab.engine.store.state) >= 0);
	close(full);
	close(nowhere);
}

int lab_ask(enum verb verb, const char *word, const struct lab_who *who)
{
	struct asker asker = { .uid = who->uid, .roles = who->roles };
	struct request request = { .verb = verb, .flags = who->flags };
	const struct call call = { &asker, &request, -1, 99 };

	snprintf(asker.name, sizeof(asker.name), "%s", who->name);
	snprintf(request.word, sizeof(request.word), "%s", word);
	snprintf(request.reason, sizeof(request.reason), "感染の疑い");
	snprintf(request.override, sizeof(request.override), "%s",
		 who->override ? who->override : "");
	lab.status = -1;
	lab.n_told = lab.n_cuts = 0;
	*lab.said = *lab.answer = '\0';
	if (verb == VERB_ISOLATE)
		act_isolate(&lab.engine, &call);
	else
		act_unisolate(&lab.engine, &call);
	return lab.status;
}

int lab_isolate(const char *word)
{
	const struct lab_who who = { "tanaka", 1000, ROLE_OPERATOR, NULL, 0 };

	return lab_ask(VERB_ISOLATE, word, &who);
}

int lab_unisolate(const char *word)
{
	const struct lab_who who = { "suzuki", 1001, ROLE_APPROVER, NULL, 0 };

	return lab_ask(VERB_UNISOLATE, word, &who);
}

const char *lab_journal(void)
{
	static char text[1 << 16];
	char *line;
	int fd = openat(lab.engine.journal.folder, "journal-000001.jsonl",
			O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return "";
	text[n - 1] = '\0'; /* the newline */
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

void lab_says(const char *part)
{
	if (!strstr(lab.said, part) && !strstr(lab.answer, part))
		fail_msg("no '%s' in:\n%s%s", part, lab.said, lab.answer);
}

const struct isolated *lab_told(size_t i)
{
	assert_true(i < lab.told.list.n);
	return &lab.told.list.at[i];
}
