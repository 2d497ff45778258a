/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit from its raw object (gitformat-signature(5), git-fsck(1)). libgit2's own reader takes
 * the first or the last of a doubled header where git takes the other, so both readers here go over
 * the bytes.
 */
#include "git/history.h"
#include "git/native.h"
#include "git/shallow.h"

#include <string.h>

#define COMMIT_MAX ((size_t)16 * 1024 * 1024)

/*
 * The headers that have a place of their own; everything else may stand in any order behind them.
 */
typedef enum {
    HEADER_TREE,
    HEADER_PARENT,
    HEADER_AUTHOR,
    HEADER_COMMITTER,
    HEADER_ENCODING,
    HEADER_SIGNATURE,
    HEADER_OTHER_SIGNATURE,
    HEADER_OTHER,
} HeaderKind;

typedef struct {
    HeaderKind kind;
    const char *start, *end; /* with the folded lines and the last LF */
    const char *value;       /* up to end - 1 */
} Header;

/* One parse. */
typedef struct {
    PmCommit *commit;
    bool strict;
    HeaderKind last;
    unsigned seen; /* a bit for each kind */
    GArray *parents;
    GString *payload;
    char *encoding;
} Parse;

static void
parse_clear(Parse *parse)
{
    g_array_unref(parse->parents);
    g_string_free(parse->payload, TRUE);
    g_free(parse->encoding);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parse, parse_clear)

static bool
reject(const Parse *parse, GError **error, const char *why)
{
    pm_error_set(error, PM_ERROR_UNTRUSTED, "run: git fsck", "commit %s %s", parse->commit->oid.hex,
                 why);
    return false;
}

static HeaderKind
kind_of(const char *name, size_t length)
{
    static const char *const names[] = {
        [HEADER_TREE] = "tree",
        [HEADER_PARENT] = "parent",
        [HEADER_AUTHOR] = "author",
        [HEADER_COMMITTER] = "committer",
        [HEADER_ENCODING] = "encoding",
        [HEADER_SIGNATURE] = "gpgsig",
        [HEADER_OTHER_SIGNATURE] = "gpgsig-sha256",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return (HeaderKind)i;
    }
    return HEADER_OTHER;
}

/* The header at `start`; false at the empty line or the end. */
static bool
read_header(const char *start, const char *limit, Header *out_header)
{
    const char *end = start;

    if (start == limit || *start == '\n')
        return false;
    do {
        const char *newline = memchr(end, '\n', (size_t)(limit - end));
        end = newline ? newline + 1 : limit;
    } while (end < limit && *end == ' ');
    const char *name_end = start;
    while (name_end < end && *name_end != ' ' && *name_end != '\n')
        name_end++;
    out_header->kind = kind_of(start, (size_t)(name_end - start));
    out_header->start = start;
    out_header->end = end;
    out_header->value = name_end < end && *name_end == ' ' ? name_end + 1 : name_end;
    return true;
}

/* The value without its LF; a folded one's lines are joined as they were. g_free() */
static char *
value_of(const Header *header)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (const char *c = header->value; c < header->end; c++) {
        g_string_append_c(text, *c);
        if (*c == '\n' && c + 1 < header->end)
            c++; /* the space that marks a folded line */
    }
    if (text->len > 0 && text->str[text->len - 1] == '\n')
        g_string_truncate(text, text->len - 1);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "+0900" in minutes; false when it is not that. */
static bool
read_zone(const char *text, int *out_minutes)
{
    int digits = 0;

    if (*text != '+' && *text != '-')
        return false;
    for (int i = 1; i <= 4; i++) {
        if (!g_ascii_isdigit(text[i]))
            return false;
        digits = digits * 10 + (text[i] - '0');
    }
    int minutes = digits / 100 * 60 + digits % 100;
    *out_minutes = *text == '-' ? -minutes : minutes;
    return text[5] == '\0';
}

/* " 1700000000 +0900" behind an address. */
static bool
read_time(const char *text, int64_t *out_time, int *out_minutes)
{
    char *end = NULL;

    if (text[0] != ' ' || !g_ascii_isdigit(text[1]) || (text[1] == '0' && g_ascii_isdigit(text[2])))
        return false;
    guint64 seconds = g_ascii_strtoull(text + 1, &end, 10);
    if (seconds > G_MAXINT64 / 2)
        return false;
    *out_time = (int64_t)seconds;
    return *end == ' ' && read_zone(end + 1, out_minutes);
}

/*
 * "Name <address> 1700000000 +0900" into its parts. False when it is not quite that; the parts that
 * could be read are set anyway.
 */
static bool
read_person(const char *text, char **out_name, char **out_email, int64_t *out_time,
            int *out_minutes)
{
    const char *opening = strchr(text, '<');
    const char *closing = opening ? strchr(opening, '>') : NULL;
    const char *last = strrchr(text, '>');

    if (closing == NULL) {
        *out_name = g_strdup(text);
        *out_email = g_strdup("");
        return false;
    }
    *out_name = g_strchomp(g_strndup(text, (size_t)(opening - text)));
    *out_email = g_strndup(opening + 1, (size_t)(closing - opening - 1));
    bool timed = read_time(last + 1, out_time, out_minutes);
    return timed && last == closing && memchr(text, '>', (size_t)(opening - text)) == NULL &&
           strchr(opening + 1, '<') == NULL && (opening == text || opening[-1] == ' ');
}

static bool
take_person(Parse *parse, const Header *header, GError **error)
{
    PmCommit *commit = parse->commit;
    bool author = header->kind == HEADER_AUTHOR;
    g_autofree char *text = value_of(header);

    if (read_person(text, author ? &commit->author_name : &commit->committer_name,
                    author ? &commit->author_email : &commit->committer_email,
                    author ? &commit->author_time : &commit->committer_time,
                    author ? &commit->author_offset : &commit->committer_offset))
        return true;
    return !parse->strict || reject(parse, error,
                                    author ? "has an author that cannot be read"
                                           : "has a committer that cannot be read");
}

static bool
take_id(Parse *parse, const Header *header, GError **error)
{
    PmOid id = PM_OID_ZERO;
    git_oid parsed;

    if (header->end - header->value != 41 || header->value[40] != '\n')
        return reject(parse, error, "names its tree or a parent by something that is no id");
    memcpy(id.hex, header->value, 40);
    if (git_oid_fromstr(&parsed, id.hex) != 0 || strcmp(pm_native_oid(&parsed).hex, id.hex) != 0)
        return reject(parse, error, "names its tree or a parent by something that is no id");
    if (header->kind == HEADER_TREE)
        parse->commit->tree = id;
    else
        g_array_append_val(parse->parents, id);
    return true;
}

static bool
take(Parse *parse, const Header *header, GError **error)
{
    switch (header->kind) {
    case HEADER_TREE:
    case HEADER_PARENT:
        return take_id(parse, header, error);
    case HEADER_AUTHOR:
    case HEADER_COMMITTER:
        return take_person(parse, header, error);
    case HEADER_ENCODING:
        parse->encoding = value_of(header);
        return true;
    case HEADER_SIGNATURE: {
        g_autofree char *armour = value_of(header);
        parse->commit->signature = g_strconcat(armour, "\n", NULL);
        return true;
    }
    case HEADER_OTHER_SIGNATURE:
    case HEADER_OTHER:
        break;
    }
    return true;
}

/* Whether the header stands where it may; a repetition that is not strict's business is skipped. */
static bool
admit(Parse *parse, const Header *header, bool *out_skip, GError **error)
{
    unsigned bit = 1U << header->kind;
    bool once = header->kind != HEADER_PARENT && header->kind != HEADER_OTHER;
    bool placed = header->kind <= HEADER_COMMITTER;
    bool doubled = once && (parse->seen & bit);
    bool late = placed && parse->last > header->kind;

    *out_skip = doubled || late;
    if (parse->strict && doubled)
        return reject(parse, error, "has a header twice");
    if (parse->strict && late)
        return reject(parse, error, "has its headers in another order than git writes");
    if (parse->strict && (header->end[-1] != '\n' ||
                          memchr(header->start, '\0', (size_t)(header->end - header->start))))
        return reject(parse, error, "has a header that git would not write");
    parse->seen |= bit;
    if (!late)
        parse->last = header->kind;
    return true;
}

static bool
is_signature(HeaderKind kind)
{
    return kind == HEADER_SIGNATURE || kind == HEADER_OTHER_SIGNATURE;
}

/* UTF-8 whatever it was; what cannot be converted gets replacement characters. Takes `text`. */
static char *
to_utf8(char *text, const char *encoding)
{
    char *converted = NULL;

    if (encoding && g_ascii_strcasecmp(encoding, "UTF-8") != 0)
        converted = g_convert(text, -1, "UTF-8", encoding, NULL, NULL, NULL);
    if (converted == NULL)
        converted = g_utf8_make_valid(text ? text : "", -1);
    g_free(text);
    return converted;
}

static void
convert_all(Parse *parse)
{
    PmCommit *commit = parse->commit;
    char **texts[] = { &commit->author_name, &commit->author_email, &commit->committer_name,
                       &commit->committer_email, &commit->message };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = to_utf8(*texts[i], parse->encoding);
}

static bool
parse_object(Parse *parse, const char *raw, size_t length, GError **error)
{
    const unsigned needed = 1U << HEADER_TREE | 1U << HEADER_AUTHOR | 1U << HEADER_COMMITTER;
    const char *limit = raw + length;
    const char *cursor = raw;
    Header header;

    while (read_header(cursor, limit, &header)) {
        bool skip = false;
        if (!admit(parse, &header, &skip, error) || (!skip && !take(parse, &header, error)))
            return false;
        if (!is_signature(header.kind))
            g_string_append_len(parse->payload, header.start, header.end - header.start);
        cursor = header.end;
    }
    if ((parse->seen & needed) != needed && (parse->strict || !(parse->seen & 1U << HEADER_TREE)))
        return reject(parse, error, "lacks a tree, an author or a committer");
    g_string_append_len(parse->payload, cursor, limit - cursor);
    cursor += cursor < limit; /* the empty line */
    if (parse->strict && memchr(cursor, '\0', (size_t)(limit - cursor)))
        return reject(parse, error, "has a NUL in its message");
    parse->commit->message = g_strndup(cursor, (size_t)(limit - cursor));
    return true;
}

static PmCommit *
read_commit(PmRepository *repository, const PmOid *id, bool strict, GError **error)
{
    g_autoptr(PmCommit) commit = g_new0(PmCommit, 1);
    git_oid oid;

    if (!pm_native_oid_parse(id, &oid, error))
        return NULL;
    g_autoptr(git_odb_object) object =
        pm_native_object(repository, &oid, GIT_OBJECT_COMMIT, COMMIT_MAX, error);
    if (object == NULL)
        return NULL;
    g_auto(Parse) parse = {
        .commit = commit,
        .strict = strict,
        .parents = g_array_new(FALSE, FALSE, sizeof(PmOid)),
        .payload = g_string_new(NULL),
    };
    commit->oid = pm_native_oid(&oid);
    commit->boundary = pm_shallow_has(repository, &oid);
    if (!parse_object(&parse, git_odb_object_data(object), git_odb_object_size(object), error))
        return NULL;
    convert_all(&parse);
    commit->parent_count = parse.parents->len;
    commit->parents = g_memdup2(parse.parents->data, parse.parents->len * sizeof(PmOid));
    if (commit->signature)
        commit->payload = g_strndup(parse.payload->str, parse.payload->len);
    return g_steal_pointer(&commit);
}

PmCommit *
pm_commit_read(PmRepository *repository, const PmOid *oid, GError **error)
{
    return read_commit(repository, oid, false, error);
}

PmCommit *
pm_commit_read_strict(PmRepository *repository, const PmOid *oid, GError **error)
{
    return read_commit(repository, oid, true, error);
}

GBytes *
pm_commit_bytes(PmRepository *repository, const PmOid *oid, GError **error)
{
    git_oid id;
    if (!pm_native_oid_parse(oid, &id, error))
        return NULL;
    g_autoptr(git_odb_object) object =
        pm_native_object(repository, &id, GIT_OBJECT_COMMIT, COMMIT_MAX, error);
    if (object == NULL)
        return NULL;
    return g_bytes_new(git_odb_object_data(object), git_odb_object_size(object));
}

void
pm_commit_free(PmCommit *commit)
{
    if (commit == NULL)
        return;
    g_free(commit->parents);
    g_free(commit->author_name);
    g_free(commit->author_email);
    g_free(commit->committer_name);
    g_free(commit->committer_email);
    g_free(commit->message);
    g_free(commit->signature);
    g_free(commit->payload);
    g_free(commit);
}
