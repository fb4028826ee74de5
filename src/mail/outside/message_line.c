/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message_line.c -- what became of a message, as one line of JSON on the log
 */
#include "mail/outside/message_line.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"

static void put_digest(struct json *json, const char *key,
		       const uint8_t *digest)
{
	char hex[DIGEST_TEXT];

	json_member(json, key,
		    digest ? text_hex(hex, digest, DIGEST_LEN) : NULL);
}

static void put_whom(struct json *json, const struct message_line *line)
{
	const size_t named = line->n_rcpts < MESSAGE_LINE_RCPTS
				     ? line->n_rcpts
				     : MESSAGE_LINE_RCPTS;

	json_member(json, "peer", line->peer);
	json_member(json, "sender", line->sender);
	json_key(json, "recipients");
	json_array(json);
	for (size_t i = 0; i < named; i++)
		json_string(json, line->rcpts[i]);
	json_array_end(json);
	json_member_number(json, "recipients_more", line->n_rcpts - named);
}

static void put_names(struct json *json, const struct message_line *line)
{
	char id[9], reference[REFERENCE_TEXT];

	snprintf(id, sizeof(id), "%08x", line->id);
	json_member(json, "event", "message");
	json_member(json, "relay", line->relay);
	json_member(json, "id", id);
	json_member(json, "reference",
		    line->reference.day
			    ? reference_text(reference, &line->reference)
			    : NULL);
}

static void put_answer(struct json *json, const struct message_line *line)
{
	const struct answer *answer = &line->answer;
	char text[32];

	snprintf(text, sizeof(text), "%u %u.%u.%u", answer->code,
		 answer->code / 100, answer->subject, answer->detail);
	json_member(json, "result", tally_result_name(line->result));
	json_member(json, "answer", text);
	json_member(json, "reason", answer_reason_name(answer->reason));
	json_member(json, "held", line->held);
}

static void put_actions(struct json *json, const char *words)
{
	char word[64];

	json_key(json, "actions");
	json_array(json);
	while (*words) {
		const size_t len = strcspn(words, " ");

		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		json_string(json, word);
		words += len + (words[len] == ' ');
	}
	json_array_end(json);
}

static void put_work(struct json *json, const struct message_line *line)
{
	put_actions(json, line->actions);
	json_member_number(json, "removed", line->removed);
	json_key(json, "plain_size");
	if (line->plain_size)
		json_number(json, (int64_t)line->plain_size);
	else
		json_string(json, NULL);
	put_digest(json, "plain_sha256", line->plain_digest);
}

char *message_line_text(char buf[static MESSAGE_LINE_MAX],
			const struct message_line *line)
{
	FILE *out = fmemopen(buf, MESSAGE_LINE_MAX, "w");
	struct json json = { .out = out };

	must(out);
	json_object(&json);
	put_names(&json, line);
	put_whom(&json, line);
	json_member_number(&json, "size", line->size);
	put_digest(&json, "sha256", line->digest);
	put_answer(&json, line);
	put_work(&json, line);
	json_key(&json, "milliseconds");
	fprintf(out, "%llu.%03llu",
		(unsigned long long)(line->microseconds / 1000),
		(unsigned long long)(line->microseconds % 1000));
	json_object_end(&json);
	must(fclose(out) == 0);
	return buf;
}
