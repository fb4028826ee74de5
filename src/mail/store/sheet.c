/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.c -- what is known of an original, for people and for programs
 */
#include "mail/store/sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/text.h"
#include "base/when.h"

void sheet_gather(const struct keeper *keeper,
		  const struct reference *reference, const struct place *place,
		  struct sheet *out)
{
	const struct record *record = &place->record;

	*out = (struct sheet){ .reference = *reference, .record = record };
	out->known = original_envelope(place, out->peer, &out->envelope);
	out->held = store_held_why(&keeper->store, reference, out->why) == 0;
	if (record->state == RECORD_ERASED)
		tombstone_read((const char *)place->front + RECORD_HEAD,
			       record->envelope_len, &out->tombstone);
	out->asked = record->state != RECORD_ERASED &&
		     deletions_find(keeper->store.folder, reference, time(NULL),
				    &out->deletion) == 0;
}

const char *sheet_state(const struct sheet *sheet)
{
	if (sheet->lost)
		return "unreadable";
	if (sheet->record->state == RECORD_ERASED)
		return "erased";
	return sheet->held ? "held" : "kept";
}

/* ------ for people ------ */

static void print_person(const char *label, const struct person_asked *person,
			 FILE *out)
{
	char when[WHEN_TEXT];

	fprintf(out, "%s%s, %s: %s\n", label,
		when_local(when, (time_t)person->time), person->name,
		person->reason);
}

/* A word of the mark's in Japanese, with its bracket; "" of another's. */
static const char *why_for_people(const char *why)
{
	static const char *const words[N_HELD_WHYS] = {
		[HELD_NOT] = "",
		[HELD_TOO_DEEP] = " (入れ子が深すぎる)",
		[HELD_TOO_MANY_PARTS] = " (添付ファイルなどの数が多すぎる)",
		[HELD_TOO_MANY_FIELDS] = " (ヘッダーの項目が多すぎる)",
		[HELD_HEADER_TOO_LONG] = " (ヘッダーが長すぎる)",
		[HELD_TOO_LARGE] = " (文字にした内容が大きすぎる)",
		[HELD_CONVERTER_DIED] = " (変換が2回、途中で止まった)",
	};

	for (enum held_why i = HELD_NOT + 1; i < N_HELD_WHYS; i++)
		if (!strcmp(why, held_why_name(i)))
			return words[i];
	return "";
}

/* The store does not know what the next hop said. */
static void print_next(const struct sheet *sheet, FILE *out)
{
	char reference[REFERENCE_TEXT];

	if (sheet->record->state == RECORD_ERASED)
		return;
	if (sheet->held)
		fputs("next (次の手順)       mail find --out, then mail "
		      "release or mail delete: sekisho-mail(8)\n",
		      out);
	else
		fprintf(out,
			"delivery (配送結果)   in the log (ログにある): "
			"journalctl -g %s\n",
			reference_text(reference, &sheet->reference));
}

static void print_state(const struct sheet *sheet, FILE *out)
{
	fprintf(out, "state (状態)          %s", sheet_state(sheet));
	if (sheet->record->state == RECORD_ERASED)
		fputs(" (削除済み)", out);
	else if (sheet->held)
		fprintf(out, " (保留): %s%s", sheet->why,
			why_for_people(sheet->why));
	else
		fputs(" (原本を保存中)", out);
	fputc('\n', out);
	print_next(sheet, out);
	for (size_t i = 0; i < sheet->tombstone.n; i++)
		print_person("erased by (削除者)    ", &sheet->tombstone.by[i],
			     out);
	if (sheet->asked)
		print_person("to be erased (削除申請) ", &sheet->deletion.by,
			     out);
}

static void print_envelope(const struct sheet *sheet, FILE *out)
{
	char letters[ADDRESS_LETTERS];

	fprintf(out, "peer (接続元)         %s\n",
		address_letters(letters, sheet->peer));
	fprintf(out, "sender (差出人)       <%s>\n",
		address_letters(letters, sheet->envelope.sender));
	for (size_t i = 0; i < sheet->envelope.n_rcpts; i++)
		fprintf(out, "recipient (宛先)      <%s>\n",
			address_letters(letters, sheet->envelope.rcpts[i]));
}

void sheet_print(const struct sheet *sheet, FILE *out)
{
	char reference[REFERENCE_TEXT], when[WHEN_TEXT], hex[DIGEST_TEXT];

	fprintf(out, "reference (受付番号)  %s\nreceived (受付日時)   %s\n",
		reference_text(reference, &sheet->reference),
		when_local(when, (time_t)sheet->record->time));
	if (sheet->known)
		print_envelope(sheet, out);
	fprintf(out, "bytes (サイズ)        %" PRIu64 "\n",
		sheet->record->size);
	fprintf(out, "sha256                %s\n",
		text_hex(hex, sheet->record->digest, DIGEST_LEN));
	print_state(sheet, out);
}

void sheet_print_head(const char *word, const char *japanese, FILE *out)
{
	fprintf(out,
		"reference            received                     "
		"    bytes  %-15s  sender -> recipient\n"
		"受付番号             受付日時                        "
		"サイズ  %s             差出人 -> 宛先\n",
		word, japanese);
}

void sheet_print_row(const struct sheet *sheet, const char *word, size_t rcpt,
		     FILE *out)
{
	char reference[REFERENCE_TEXT], when[WHEN_TEXT];
	char sender[ADDRESS_LETTERS], to[ADDRESS_LETTERS];

	if (sheet->lost) {
		fprintf(out, "%-19s  unreadable (読めない)\n",
			reference_text(reference, &sheet->reference));
		return;
	}
	fprintf(out, "%-19s  %s  %10" PRIu64 "  %-15s",
		reference_text(reference, &sheet->reference),
		when_local(when, (time_t)sheet->record->time),
		sheet->record->size, word);
	if (sheet->known)
		fprintf(out, "  <%s> -> <%s>",
			address_letters(sender, sheet->envelope.sender),
			address_letters(to, sheet->envelope.rcpts[rcpt]));
	if (sheet->known && sheet->envelope.n_rcpts > 1)
		fprintf(out, " +%zu", sheet->envelope.n_rcpts - 1);
	fputc('\n', out);
}

/* ------ for programs ------ */

static void put_person(struct json *json, const struct person_asked *person)
{
	json_object(json);
	json_member(json, "who", person->name);
	json_member_number(json, "uid", person->uid);
	json_member_number(json, "time", person->time);
	json_member(json, "reason", person->reason);
	json_object_end(json);
}

static void put_envelope(struct json *json, const struct sheet *sheet)
{
	json_member(json, "peer", sheet->known ? sheet->peer : NULL);
	json_member(json, "sender",
		    sheet->known ? sheet->envelope.sender : NULL);
	json_key(json, "recipients");
	json_array(json);
	for (size_t i = 0; sheet->known && i < sheet->envelope.n_rcpts; i++)
		json_string(json, sheet->envelope.rcpts[i]);
	json_array_end(json);
}

void sheet_put(struct json *json, const struct sheet *sheet)
{
	char reference[REFERENCE_TEXT], hex[DIGEST_TEXT];

	json_object(json);
	json_member(json, "reference",
		    reference_text(reference, &sheet->reference));
	json_member_number(json, "time", sheet->record->time);
	put_envelope(json, sheet);
	json_member_number(json, "size", sheet->record->size);
	json_member(json, "sha256",
		    text_hex(hex, sheet->record->digest, DIGEST_LEN));
	json_member(json, "state", sheet_state(sheet));
	json_member(json, "why", sheet->held ? sheet->why : NULL);
	json_key(json, "erased_by");
	json_array(json);
	for (size_t i = 0; i < sheet->tombstone.n; i++)
		put_person(json, &sheet->tombstone.by[i]);
	json_array_end(json);
	json_key(json, "deletion_asked");
	if (sheet->asked)
		put_person(json, &sheet->deletion.by);
	else
		json_string(json, NULL);
	json_object_end(json);
}

/* ------ the page that they stand on ------ */

void page_open(struct page *page, const struct question *question)
{
	*page = (struct page){
		.as_json = question->request.flags & REQUEST_JSON,
	};
	page->out = open_memstream(&page->text, &page->len);
	must(page->out);
	page->json.out = page->out;
}

void page_drop(struct page *page)
{
	must(fclose(page->out) == 0);
	free(page->text);
}

void page_send(struct page *page, const struct question *question, int status)
{
	_cleanup_(fd_closep) int fd = -1;

	must(fclose(page->out) == 0);
	fd = sealed_make(page->text, page->len);
	question_done(question, fd < 0 ? ANSWER_MACHINE : status, fd);
	free(page->text);
}
