/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which lines of a message are trailers is decided in three steps: what at the end of the text does
 * not count (scissors, comments, an old list of conflicts); where the last paragraph before that
 * begins; and whether enough of its lines are trailers. Each oddity below is one of git's, held by
 * a differential test.
 */
#include "git/trailer.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* What a line can be, judged by itself. */
typedef enum {
    LINE_COMMENT,
    LINE_BLANK,
    LINE_GENERATED, /* git's own: it makes a paragraph a trailer block more easily */
    LINE_TRAILER,
    LINE_FOLDED, /* begins with white space: belongs to the line before */
    LINE_PROSE,
} LineKind;

/* A message and the offsets of its lines; as to git, the last one may lack its LF. */
typedef struct {
    GString *text;
    GArray *starts; /* size_t, and one more: the end of the text */
} Message;

static void
message_clear(Message *message)
{
    g_string_free(message->text, TRUE);
    g_array_unref(message->starts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Message, message_clear)

/* git's isspace(): no vertical tab, no form feed, no locale */
static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static Message
split(const char *text)
{
    Message message = { g_string_new(text), g_array_new(FALSE, FALSE, sizeof(size_t)) };

    for (size_t at = 0; at < message.text->len;) {
        const char *end = memchr(message.text->str + at, '\n', message.text->len - at);
        g_array_append_val(message.starts, at);
        at = end ? (size_t)(end - message.text->str) + 1 : message.text->len;
    }
    g_array_append_val(message.starts, message.text->len);
    return message;
}

static size_t
line_count(const Message *message)
{
    return message->starts->len - 1;
}

static const char *
line_at(const Message *message, size_t line)
{
    return message->text->str + g_array_index(message->starts, size_t, line);
}

/* The length of a line with its LF, where it has one. */
static size_t
line_length(const Message *message, size_t line)
{
    return (size_t)(line_at(message, line + 1) - line_at(message, line));
}

/*
 * The offset of the colon behind a key (letters, digits and hyphens, then perhaps blanks); 0 where
 * the line does not begin with a key.
 */
static size_t
key_end(const char *line)
{
    size_t at = 0;

    while (g_ascii_isalnum(line[at]) || line[at] == '-')
        at++;
    if (at > 0) {
        while (line[at] == ' ' || line[at] == '\t')
            at++;
    }
    return line[at] == ':' ? at : 0;
}

static bool
is_blank(const char *line)
{
    while (*line != '\n' && is_space(*line))
        line++;
    return *line == '\n' || *line == '\0';
}

static bool
is_scissors(const char *line)
{
    return g_str_has_prefix(line, "# ------------------------ >8 ------------------------\n");
}

static LineKind
classify(const char *line)
{
    if (*line == '#')
        return LINE_COMMENT;
    if (is_blank(line))
        return LINE_BLANK;
    if (g_str_has_prefix(line, "Signed-off-by: ") ||
        g_str_has_prefix(line, "(cherry picked from commit "))
        return LINE_GENERATED;
    if (key_end(line) > 0)
        return LINE_TRAILER;
    return is_space(*line) ? LINE_FOLDED : LINE_PROSE;
}

/*
 * The line at which what may hold trailers ends: the scissors, or the run of comments and empty
 * lines (and an old "Conflicts:" list) before them or before the end of the text. A run that begins
 * with the very first line begins, to git, with its second.
 */
static size_t
find_end(const Message *message)
{
    size_t end = 0;
    size_t run = 0;
    bool conflicts = false;

    while (end < line_count(message) && !is_scissors(line_at(message, end)))
        end++;
    for (size_t i = 0; i < end; i++) {
        const char *line = line_at(message, i);
        bool opens = g_str_has_prefix(line, "Conflicts:\n");

        if (*line == '#' || *line == '\n' || opens) {
            run = run ? run : i;
            conflicts = conflicts || opens;
        } else if (run > 0 && !(conflicts && *line == '\t')) {
            run = 0;
            conflicts = false;
        }
    }
    return run ? run : end;
}

/* The first line behind the title, which is everything up to the first blank line. */
static size_t
find_title_end(const Message *message, size_t end)
{
    size_t line = 0;

    while (line < end && (*line_at(message, line) == '#' || !is_blank(line_at(message, line))))
        line++;
    return line;
}

typedef struct {
    size_t trailers;
    size_t prose;
    size_t folded; /* not yet known whose; a trailer before them takes them */
    bool generated;
} Tally;

static void
count(Tally *tally, LineKind kind)
{
    switch (kind) {
    case LINE_GENERATED:
    case LINE_TRAILER:
        tally->generated = tally->generated || kind == LINE_GENERATED;
        tally->trailers++;
        tally->folded = 0;
        break;
    case LINE_FOLDED:
        tally->folded++;
        break;
    case LINE_PROSE:
        tally->prose++;
        /* fall through */
    case LINE_COMMENT:
    case LINE_BLANK:
        tally->prose += tally->folded;
        tally->folded = 0;
        break;
    }
}

/* All trailers, or at least a quarter where git itself wrote one of them. */
static bool
is_block(const Tally *tally)
{
    if (tally->generated && tally->trailers * 3 >= tally->prose)
        return true;
    return tally->trailers > 0 && tally->prose == 0;
}

/* The first line of the trailer block that ends at `end`; `end` when there is none. */
static size_t
find_start(const Message *message, size_t end)
{
    size_t title_end = find_title_end(message, end);
    Tally tally = { 0 };
    bool inside = false; /* not just blank lines so far */

    for (size_t i = end; i-- > title_end;) {
        LineKind kind = classify(line_at(message, i));
        if (kind == LINE_BLANK && !inside)
            continue;
        inside = inside || kind != LINE_COMMENT;
        count(&tally, kind);
        if (kind == LINE_BLANK)
            return is_block(&tally) ? i + 1 : end;
    }
    return end;
}

static char *
trimmed(const char *text, size_t length)
{
    while (length > 0 && is_space(*text)) {
        text++;
        length--;
    }
    while (length > 0 && is_space(text[length - 1]))
        length--;
    return g_strndup(text, length);
}

/* A value with its folded lines, each break and the white space behind it made one space. */
static char *
unfold(const char *text, size_t length)
{
    g_autofree char *value = trimmed(text, length);
    g_autoptr(GString) line = g_string_new(NULL);

    for (const char *c = value; *c;) {
        if (*c != '\n') {
            g_string_append_c(line, *c++);
            continue;
        }
        while (is_space(*c))
            c++;
        g_string_append_c(line, ' ');
    }
    return trimmed(line->str, line->len);
}

static void
trailer_free(gpointer data)
{
    PmTrailer *trailer = data;

    g_free(trailer->key);
    g_free(trailer->value);
    g_free(trailer);
}

GPtrArray *
pm_trailers_parse(const char *text)
{
    GPtrArray *trailers = g_ptr_array_new_with_free_func(trailer_free);
    g_auto(Message) message = split(text);
    size_t end = find_end(&message);

    for (size_t i = find_start(&message, end); i < end;) {
        const char *line = line_at(&message, i);
        size_t colon = key_end(line);
        size_t length = line_length(&message, i++);

        if (colon == 0)
            continue;
        while (i < end && is_space(*line_at(&message, i)))
            length += line_length(&message, i++);
        PmTrailer *trailer = g_new0(PmTrailer, 1);
        trailer->key = trimmed(line, colon);
        trailer->value = unfold(line + colon + 1, length - colon - 1);
        g_ptr_array_add(trailers, trailer);
    }
    return trailers;
}

const char *
pm_trailers_get(const GPtrArray *trailers, const char *key)
{
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        if (g_ascii_strcasecmp(trailer->key, key) == 0)
            return trailer->value;
    }
    return NULL;
}

/* One line without control characters and broken bytes. g_free() */
static char *
one_line(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) line = g_string_new(NULL);

    for (const char *c = valid; *c; c = g_utf8_next_char(c)) {
        gunichar point = g_utf8_get_char(c);
        g_string_append_unichar(line, pm_text_is_hostile(point) ? ' ' : point);
    }
    return g_strdup(g_strstrip(line->str));
}

/*
 * The body with LF alone, no blank lines around it, and a space before each line that would cut the
 * message off or, with `indent_trailers`, could be a trailer.
 */
static GString *
guard_body(const char *body, bool indent_trailers)
{
    g_autofree char *valid = g_utf8_make_valid(body, -1);
    g_autoptr(GString) unix_lines = g_string_new(valid);
    GString *result = g_string_new(NULL);

    g_string_replace(unix_lines, "\r\n", "\n", 0);
    g_autofree char *lines = g_strconcat(g_strchomp(unix_lines->str), "\n", NULL);
    g_auto(Message) message = split(lines);
    for (size_t i = 0; i < line_count(&message); i++) {
        const char *line = line_at(&message, i);
        LineKind kind = classify(line);

        if (result->len == 0 && kind == LINE_BLANK)
            continue;
        if (is_scissors(line) ||
            (indent_trailers && (kind == LINE_TRAILER || kind == LINE_GENERATED)))
            g_string_append_c(result, ' ');
        g_string_append_len(result, line, (gssize)line_length(&message, i));
    }
    return result;
}

static bool
check_trailer(const PmTrailer *trailer, GError **error)
{
    bool plain = g_utf8_validate(trailer->value, -1, NULL);

    for (const char *c = trailer->value; plain && *c; c = g_utf8_next_char(c))
        plain = !pm_text_is_hostile(g_utf8_get_char(c));
    if (!plain)
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL,
                     "the value of trailer '%s' holds a line break or a control character",
                     trailer->key);
    return plain;
}

static bool
reads_back(const char *text, const PmTrailer *trailers, size_t wanted)
{
    g_autoptr(GPtrArray) found = pm_trailers_parse(text);
    bool same = found->len == wanted;

    for (guint i = 0; same && i < found->len; i++) {
        const PmTrailer *trailer = found->pdata[i];
        same = strcmp(trailer->key, trailers[i].key) == 0 &&
               strcmp(trailer->value, trailers[i].value) == 0;
    }
    return same;
}

char *
pm_trailers_compose(const char *subject, const char *body, const PmTrailer *trailers, size_t wanted,
                    GError **error)
{
    g_autofree char *title = one_line(subject);
    g_autoptr(GString) text = g_string_new(title);

    g_string_append_c(text, '\n');
    if (body && *body) {
        g_autoptr(GString) guarded = guard_body(body, wanted == 0);
        if (guarded->len > 0)
            g_string_append_printf(text, "\n%s", guarded->str);
    }
    for (size_t i = 0; i < wanted; i++) {
        if (!check_trailer(&trailers[i], error))
            return NULL;
        g_string_append_printf(text, "%s%s: %s\n", i ? "" : "\n", trailers[i].key,
                               trailers[i].value);
    }
    if (*title && reads_back(text->str, trailers, wanted))
        return g_string_free(g_steal_pointer(&text), FALSE);
    pm_error_set(error, PM_ERROR_UNTRUSTED,
                 "give it a plain subject, and keys of letters and hyphens",
                 "the message '%.80s' would not read back as it was meant", title);
    return NULL;
}
