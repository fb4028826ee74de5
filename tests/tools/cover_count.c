/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_count.c -- expressions by their sort, and how many of each are modelled
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "cover.h"
#include "rules_text.h"

const char *cover_class_text(enum cover_class class)
{
	static const char *const texts[N_COVER_CLASSES] = {
		"exact", "free", "of-free", "anything", "lost"
	};

	return texts[class];
}

static const char *key_of(const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_META:
	case EXPR_META_SET:
		return rules_text_meta(expr->meta.key);
	case EXPR_CT:
	case EXPR_CT_SET:
		return rules_text_ct(expr->ct.key);
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		return rules_text_base(expr->payload.base);
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
		return rules_text_key(expr->kind, expr->load.key);
	case EXPR_EXTHDR:
	case EXPR_EXTHDR_SET:
		return rules_text_exthdr(expr->exthdr.op);
	case EXPR_LOOKUP:
		return expr->lookup.dreg == NF_REG_NONE      ? "set"
		       : expr->lookup.dreg == NF_REG_VERDICT ? "vmap"
							     : "map";
	case EXPR_VERDICT:
		return "verdict";
	default:
		return NULL;
	}
}

static void name_of(const struct nf_expr *expr, char *out)
{
	const char *key = expr->strange ? "strange" : key_of(expr);
	bool sets = expr->kind == EXPR_META_SET || expr->kind == EXPR_CT_SET ||
		    expr->kind == EXPR_PAYLOAD_SET ||
		    expr->kind == EXPR_EXTHDR_SET;

	snprintf(out, COVER_SORT_LEN, "%s%s%s%s", expr->name,
		 key && *key != ' ' ? " " : "", key ? key : "",
		 sets ? " set" : "");
}

static struct cover_sort *sort_of(struct cover_count *count, const char *name)
{
	for (size_t i = 0; i < count->n_sorts; i++)
		if (!strcmp(count->sorts[i].name, name))
			return &count->sorts[i];
	must(count->n_sorts < COVER_SORTS);
	memcpy(count->sorts[count->n_sorts].name, name, COVER_SORT_LEN);
	return &count->sorts[count->n_sorts++];
}

void cover_note(struct cover_count *count, const struct nf_expr *expr,
		enum cover_class class)
{
	char name[COVER_SORT_LEN] = "";

	name_of(expr, name);
	sort_of(count, name)->n[class]++;
	count->exprs[class]++;
}

void cover_add(struct cover_count *to, const struct cover_count *from)
{
	struct cover_sort *sort;

	for (size_t i = 0; i < from->n_sorts; i++) {
		sort = sort_of(to, from->sorts[i].name);
		for (size_t c = 0; c < N_COVER_CLASSES; c++)
			sort->n[c] += from->sorts[i].n[c];
	}
	for (size_t c = 0; c < N_COVER_CLASSES; c++) {
		to->rules[c] += from->rules[c];
		to->exprs[c] += from->exprs[c];
	}
}

static int by_name(const void *a, const void *b)
{
	const struct cover_sort *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void print_row(const char *name, const size_t *n, FILE *out)
{
	size_t sum = 0;

	for (size_t c = 0; c < N_COVER_CLASSES; c++)
		sum += n[c];
	fprintf(out, "| %s | %zu |", name, sum);
	for (size_t c = 0; c < N_COVER_CLASSES; c++)
		fprintf(out, n[c] ? " %zu |" : " |", n[c]);
	fputc('\n', out);
}

void cover_print(const struct cover_count *count, FILE *out)
{
	struct cover_count sorted = *count;

	qsort(sorted.sorts, sorted.n_sorts, sizeof(*sorted.sorts), by_name);
	fputs("| | n |", out);
	for (size_t c = 0; c < N_COVER_CLASSES; c++)
		fprintf(out, " %s |", cover_class_text((enum cover_class)c));
	fputs("\n|---|---|---|---|---|---|---|\n", out);
	print_row("rules", count->rules, out);
	print_row("expressions", count->exprs, out);
	for (size_t i = 0; i < sorted.n_sorts; i++)
		print_row(sorted.sorts[i].name, sorted.sorts[i].n, out);
}
