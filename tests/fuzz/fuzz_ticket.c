// SPDX-License-Identifier: GPL-3.0-or-later
// A ticket as it was typed: the text itself, and the record inside a text whose check holds.
#include "fuzz.h"

#include "db/record/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 8 << 20);
    trust_ticket_read(&arena, arena_str_of(&arena, bytes_of(data, len)));
    Kt__Ticket *ticket = record_unpack(&arena, &kt__ticket__descriptor, bytes_of(data, len));
    if (ticket) {
        char *text = trust_ticket_text(&arena, ticket);
        Kt__Ticket *again = trust_ticket_read(&arena, text);
        if (again && again->token.len != TOKEN_LEN) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
