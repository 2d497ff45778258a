/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command.h"

/* One row a verb; each lives at the end of its own file. */
#define PM_COMMANDS(ROW)                                                                           \
    ROW(init)                                                                                      \
    ROW(people)                                                                                    \
    ROW(template)                                                                                  \
    ROW(hooks)                                                                                     \
    ROW(merge_driver)                                                                              \
    ROW(new)                                                                                       \
    ROW(edit)                                                                                      \
    ROW(commit)                                                                                    \
    ROW(undo)                                                                                      \
    ROW(set)                                                                                       \
    ROW(finding)                                                                                   \
    ROW(action)                                                                                    \
    ROW(external)                                                                                  \
    ROW(assess)                                                                                    \
    ROW(note)                                                                                      \
    ROW(attach)                                                                                    \
    ROW(check)                                                                                     \
    ROW(explain)                                                                                   \
    ROW(schema)                                                                                    \
    ROW(submit)                                                                                    \
    ROW(approve)                                                                                   \
    ROW(object)                                                                                    \
    ROW(revoke)                                                                                    \
    ROW(excuse)                                                                                    \
    ROW(override)                                                                                  \
    ROW(close)                                                                                     \
    ROW(reopen)                                                                                    \
    ROW(withdraw)                                                                                  \
    ROW(policy)                                                                                    \
    ROW(list)                                                                                      \
    ROW(show)                                                                                      \
    ROW(todo)                                                                                      \
    ROW(actions)                                                                                   \
    ROW(diff)                                                                                      \
    ROW(history)                                                                                   \
    ROW(verify)                                                                                    \
    ROW(acknowledge)                                                                               \
    ROW(doctor)                                                                                    \
    ROW(version)                                                                                   \
    ROW(help)

#define DECLARE(name) extern const PmCommand pm_command_##name;
PM_COMMANDS(DECLARE)

#define ENTRY(name) &pm_command_##name,
const PmCommand *const pm_commands[] = { PM_COMMANDS(ENTRY) NULL };
