/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_text.c -- bytecode as text, as nft's own tests expect it, into rules
 */
#include "payload_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "payload_expr.h"
#include "rules_text.h"

enum {
	EXPRS_MAX = 64,
};

bool payload_open(struct payload_file *file, const char *path)
{
	*file = (struct payload_file){ .in = fopen(path, "re") };
	return file->in;
}

void payload_close(struct payload_file *file)
{
	if (file->in)
		(void)fclose(file->in);
	free(file->pending);
}

/* The next line, without its end; NULL at the file's. */
static const char *peek(struct payload_file *file)
{
	size_t room = 0;
	ssize_t len;

	if (file->pending)
		return file->pending;
	len = getline(&file->pending, &room, file->in);
	if (len < 0) {
		free(file->pending);
		file->pending = NULL;
		return NULL;
	}
	file->line++;
	while (len > 0 && (file->pending[len - 1] == '\n' ||
			   file->pending[len - 1] == ' '))
		file->pending[--len] = '\0';
	return file->pending;
}

static void drop(struct payload_file *file)
{
	free(file->pending);
	file->pending = NULL;
}

/* Of several sets without a name, the first that is not looked up yet. */
static bool is_next(const struct payload_reader *reader,
		    const struct nf_set *set, const char *name)
{
	size_t at = (size_t)(set - reader->table->sets.at);

	if (strncmp(name, "__", 2) != 0)
		return !strcmp(set->name, name);
	return at == reader->n_anonymous;
}

static void learn_fields(const struct payload_reader *reader, uint8_t sreg,
			 struct nf_set *set)
{
	size_t reg = sreg, end = sreg + set->key_len / NF_REG_LEN;

	while (reg < end && reg < NF_REGS && set->n_fields < NF_FIELDS_MAX) {
		size_t len =
			reader->loaded[reg] ? reader->loaded[reg] : NF_REG_LEN;

		set->field_lens[set->n_fields++] = (uint8_t)len;
		reg += (len + NF_REG_LEN - 1) / NF_REG_LEN;
	}
	if (reg != end || set->n_fields == 1)
		set->n_fields = 0;
}

/* What is looked up says how long a key is, and of which fields. */
static void learn_key(const struct payload_reader *reader, uint8_t sreg,
		      struct nf_set *set)
{
	size_t loaded = sreg < NF_REGS ? reader->loaded[sreg] : 0;

	if (!set->key_len)
		set->key_len = (uint32_t)(loaded ? loaded : NF_REG_LEN);
	else if ((loaded + 3) / 4 * 4 == set->key_len)
		set->key_len = (uint32_t)loaded;
	else if ((set->flags & NF_SET_INTERVAL) && !set->n_fields)
		learn_fields(reader, sreg, set);
}

static struct nf_set *add_set(struct payload_reader *reader, const char *name)
{
	struct nf_set *set;

	if (reader->table->sets.n == PAYLOAD_THINGS_MAX)
		return NULL;
	set = vec_add(reader->arena, &reader->table->sets);
	set->table = reader->table;
	set->name = name;
	return set;
}

const struct nf_set *payload_set(struct payload_reader *reader,
				 const char *name, uint8_t sreg)
{
	struct nf_set *found = NULL;

	vec_each(set, &reader->table->sets)
		if (!found && is_next(reader, set, name))
			found = set;
	if (!found)
		found = add_set(reader, name);
	if (!found)
		return NULL;
	if (!strncmp(name, "__", 2)) {
		found->name = name;
		reader->n_anonymous++;
	}
	learn_key(reader, sreg, found);
	return found;
}

static const struct nf_chain *find_chain(struct payload_reader *reader,
					 const char *name)
{
	struct nf_chain *chain;

	vec_each(known, &reader->table->chains)
		if (!strcmp(known->name, name))
			return known;
	if (reader->table->chains.n == PAYLOAD_THINGS_MAX)
		return NULL;
	chain = vec_add(reader->arena, &reader->table->chains);
	chain->table = reader->table;
	chain->name = name;
	return chain;
}

bool payload_verdict(struct payload_reader *reader, struct scan *s,
		     struct nf_verdict *out)
{
	static const struct {
		const char *name;
		enum nf_verdict_kind kind;
		int32_t code;
		bool jumps;
	} verdicts[] = {
		{ "drop ", NF_VERDICT_DROP, 0, false },
		{ "accept ", NF_VERDICT_ACCEPT, 1, false },
		{ "continue ", NF_VERDICT_CONTINUE, -1, false },
		{ "break ", NF_VERDICT_BREAK, -2, false },
		{ "jump -> ", NF_VERDICT_JUMP, -3, true },
		{ "goto -> ", NF_VERDICT_GOTO, -4, true },
		{ "return ", NF_VERDICT_RETURN, -5, false },
	};

	const char *name;

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		if (!scan(s, verdicts[i].name))
			continue;
		*out = (struct nf_verdict){ verdicts[i].kind, verdicts[i].code,
					    NULL };
		if (!verdicts[i].jumps)
			return true;
		if (!scan(s, "%w ", &name))
			return false;
		out->chain = find_chain(reader, name);
		return out->chain;
	}
	return false;
}

static bool read_data(struct payload_reader *reader, struct scan *s,
		      struct nf_set *set, struct nf_element *element)
{
	struct nf_verdict verdict, *kept;

	if (payload_verdict(reader, s, &verdict)) {
		kept = arena_alloc(reader->arena, sizeof(*kept));
		*kept = verdict;
		element->verdict = kept;
		set->verdicts = true;
		return true;
	}
	(void)scan(s, "%h", &element->data);
	set->data_len = (uint32_t)element->data.len;
	return true;
}

static bool read_element(struct payload_reader *reader, struct scan *s,
			 struct nf_set *set)
{
	struct nf_element *element = vec_add(reader->arena, &set->elements);
	struct nf_bytes key = { 0 }, end = { 0 };

	(void)scan(s, "%h ", &key);
	(void)scan(s, "- %h ", &end);
	if (!scan(s, ": ") || !read_data(reader, s, set, element) ||
	    !scan(s, "%u [end] ", &element->flags))
		return false;
	element->key = key.len ? key.at : NULL;
	element->key_end = end.len ? end.at : NULL;
	if (key.len)
		set->key_len = (uint32_t)key.len;
	if (scan(s, "userdata = { "))
		s->pos = strchr(s->pos, '}') ? strchr(s->pos, '}') + 1 : "";
	return true;
}

static bool read_elements(struct payload_reader *reader, struct scan *s)
{
	struct nf_table *table = reader->table;

	/* Some cases have left out the line that is before. */
	if (table->sets.n == 0)
		add_set(reader, "__set%d")->flags =
			NF_SET_ANONYMOUS | NF_SET_CONSTANT;
	while (scan(s, " element "))
		if (!read_element(reader, s,
				  &table->sets.at[table->sets.n - 1]))
			return false;
	return scan(s, " ") && !*s->pos;
}

/* "__set%d test-ip4 7 size 3"; the flags, and then the same with 0. */
static bool read_set(struct payload_reader *reader, struct scan *s)
{
	const char *name, *table;
	struct nf_set *set;
	uint32_t flags = NF_SET_ANONYMOUS | NF_SET_CONSTANT;

	/* One case upstream has a chain's name there. */
	if (!scan(s, "%w %w ", &name, &table) ||
	    !(scan(s, "%x ", &flags) || scan(s, "input")))
		return false;
	reader->table->name = table;
	if (flags == 0)
		return reader->table->sets.n > 0;
	set = add_set(reader, name);
	if (!set)
		return false;
	set->flags = flags;
	(void)scan(s, "size %u ", &set->size);
	return true;
}

static bool is_family(const char *word, uint32_t *out)
{
	static const uint8_t families[] = { NF_FAMILY_INET,   NF_FAMILY_IP,
					    NF_FAMILY_ARP,    NF_FAMILY_NETDEV,
					    NF_FAMILY_BRIDGE, NF_FAMILY_IP6 };

	for (size_t i = 0; i < sizeof(families); i++) {
		if (strcmp(rules_text_family(families[i]), word) != 0)
			continue;
		*out = families[i];
		return true;
	}
	return false;
}

/* "inet test-inet input": some say the family alone. */
static bool read_head(struct payload_reader *reader, struct scan *s)
{
	const char *family, *name;

	if (!scan(s, "%w ", &family) ||
	    !is_family(family, &reader->table->family))
		return false;
	(void)scan(s, "%w ", &reader->table->name);
	if (scan(s, "%w ", &name))
		reader->chain->name = name;
	return true;
}

struct taking {
	struct payload_reader reader;
	struct payload_case *out;
	struct nf_expr *exprs;
	size_t n;
};

/* The line stands for the attributes that a kernel would have sent. */
static bool read_expr(struct taking *taking, struct scan *s)
{
	struct nf_expr *expr = &taking->exprs[taking->n];
	char *line = arena_strdup(taking->reader.arena, s->pos);

	if (taking->n == EXPRS_MAX || !payload_expr(&taking->reader, s, expr) ||
	    !scan(s, " ]") || *s->pos)
		return false;
	expr->raw = (struct nf_bytes){ (const uint8_t *)line, strlen(line) };
	expr->name =
		arena_strndup(taking->reader.arena, line, strcspn(line, " "));
	taking->n++;
	return true;
}

static bool read_line(struct taking *taking, const char *line)
{
	struct scan s = { taking->reader.arena, line };

	if (scan(&s, " [ "))
		return read_expr(taking, &s);
	s.pos = line;
	if (strstr(line, "element "))
		return read_elements(&taking->reader, &s);
	if (read_head(&taking->reader, &s))
		return true;
	s.pos = line;
	return read_set(&taking->reader, &s);
}

static void begin(struct taking *taking, struct payload_case *out)
{
	struct arena *arena = &out->rules.arena;
	struct nf_table *table = vec_add(arena, &out->rules.tables);

	/* Nothing of these moves any more: others point to them. */
	table->name = "";
	table->chains.at = arena_calloc(arena, PAYLOAD_THINGS_MAX,
					sizeof(*table->chains.at));
	table->chains.cap = PAYLOAD_THINGS_MAX;
	table->sets.at = arena_calloc(arena, PAYLOAD_THINGS_MAX,
				      sizeof(*table->sets.at));
	table->sets.cap = PAYLOAD_THINGS_MAX;
	table->objects.at = arena_calloc(arena, PAYLOAD_THINGS_MAX,
					 sizeof(*table->objects.at));
	table->objects.cap = PAYLOAD_THINGS_MAX;
	taking->reader =
		(struct payload_reader){ .arena = arena, .table = table };
	taking->reader.chain = vec_add(arena, &table->chains);
	taking->reader.chain->table = table;
	taking->reader.chain->name = "";
	taking->out = out;
	taking->exprs = arena_calloc(arena, EXPRS_MAX, sizeof(*taking->exprs));
	out->rules.little_endian = true;
}

static void end(struct taking *taking)
{
	struct nf_rule *rule =
		vec_add(taking->reader.arena, &taking->reader.chain->rules);

	rule->exprs = (struct nf_exprs){ taking->exprs, taking->n };
	taking->out->rule = rule;
	taking->out->rules.n_rules = 1;
	taking->out->rules.n_exprs = taking->n;
}

/* A case ends where the next is said to nft, or at an empty line after its
 * expressions. */
static bool goes_on(const struct taking *taking, const char *line)
{
	if (!line)
		return false;
	return taking->n == 0 || (*line && *line != '#');
}

bool payload_next(struct payload_file *file, struct payload_case *out)
{
	struct taking taking = { 0 };
	const char *line;

	*out = (struct payload_case){ 0 };
	while ((line = peek(file)) && !*line)
		drop(file);
	if (!line)
		return false;
	out->line = file->line;
	begin(&taking, out);
	for (; goes_on(&taking, line); drop(file), line = peek(file)) {
		if (*line == '#')
			out->said = arena_strdup(taking.reader.arena, line + 1);
		else if (*line && !out->wrong && !read_line(&taking, line))
			out->wrong = arena_strdup(taking.reader.arena, line);
	}
	end(&taking);
	return true;
}
