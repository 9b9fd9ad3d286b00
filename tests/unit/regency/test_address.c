// SPDX-License-Identifier: GPL-3.0-or-later
// One address has its share of the door, and no more; loopback has no share.
#include "tests/unit/db/harness.h"

#include "sync/regency/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static struct sockaddr_storage at(const char *text)
{
    struct sockaddr_storage out = {0};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(&out, &v4, sizeof v4);
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
        memcpy(&out, &v6, sizeof v6);
    }
    return out;
}

static struct address *enter(struct addresses *addresses, const char *text)
{
    struct sockaddr_storage from = at(text);
    return addresses_enter(addresses, (struct sockaddr *)&from);
}

static bool may_enter(struct addresses *addresses, const char *text)
{
    struct sockaddr_storage from = at(text);
    return addresses_may_enter(addresses, (struct sockaddr *)&from, sizeof from);
}

static void one_address_has_its_share(void **state)
{
    (void)state;
    struct addresses *addresses = addresses_make();
    struct address *first = NULL;
    for (int i = 0; i < ADDRESS_CONNECTIONS_MAX; i++) {
        assert_true(may_enter(addresses, "10.1.2.3"));
        struct address *address = enter(addresses, "10.1.2.3");
        assert_non_null(address);
        first = first ? first : address;
        assert_ptr_equal(address, first);
    }
    assert_false(may_enter(addresses, "10.1.2.3"));
    assert_false(may_enter(addresses, "::ffff:10.1.2.3"));
    assert_true(may_enter(addresses, "10.1.2.4"));
    addresses_leave(addresses, first);
    assert_true(may_enter(addresses, "10.1.2.3"));
    for (int i = 1; i < ADDRESS_CONNECTIONS_MAX; i++) {
        addresses_leave(addresses, first);
    }
    // Gone, and as good as new.
    first = enter(addresses, "10.1.2.3");
    assert_true(address_take(first, ADDRESS_BYTES_MAX));
    assert_false(address_take(first, 1));
    address_give_back(first, 1);
    assert_true(address_take(first, 1));
    struct address *other = enter(addresses, "10.1.2.4");
    assert_true(address_take(other, ADDRESS_BYTES_MAX));
    addresses_leave(addresses, other);
    addresses_leave(addresses, first);
    addresses_free(addresses);
}

static void of_six_the_network_counts_and_loopback_is_none(void **state)
{
    (void)state;
    struct addresses *addresses = addresses_make();
    struct address *a = enter(addresses, "2001:db8:1:2::1"),
                   *b = enter(addresses, "2001:db8:1:2::ff");
    struct address *c = enter(addresses, "2001:db8:1:3::1");
    assert_ptr_equal(a, b);
    assert_ptr_not_equal(a, c);
    static const char *const loopback[] = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"};
    for (size_t i = 0; i < COUNT_OF(loopback); i++) {
        assert_null(enter(addresses, loopback[i]));
        assert_true(may_enter(addresses, loopback[i]));
    }
    assert_true(address_take(NULL, SIZE_MAX));
    address_give_back(NULL, SIZE_MAX);
    addresses_leave(addresses, NULL);
    addresses_leave(addresses, a);
    addresses_leave(addresses, b);
    addresses_leave(addresses, c);
    addresses_free(addresses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_has_its_share),
        cmocka_unit_test(of_six_the_network_counts_and_loopback_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
