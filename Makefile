# Kentongan. `make run` shows it, `make test` holds it; both install the packages they lack.
# Knobs: CC CFLAGS BUILD V=1 SAN=address,undefined DESTDIR PREFIX

CC      ?= gcc
CFLAGS  ?= -O2 -g
SAN     ?=
BUILD   ?= build$(if $(SAN),/san)
PREFIX  ?= /usr
PYTHON  ?= /usr/bin/python3
V       ?=

# What apt must bring: to build, to run, to test.
PACKAGES := gcc libc6-dev pkg-config gettext protobuf-c-compiler libprotobuf-c-dev \
    libsdl2-dev libsdl2-ttf-dev libsdl2-image-dev libqrencode-dev libutf8proc-dev libcmark-dev \
    libsqlite3-dev zlib1g-dev libsodium-dev libcurl4-openssl-dev libmicrohttpd-dev \
    libgnutls28-dev libjansson-dev libexpat1-dev libopusenc-dev libopusfile-dev espeak-ng \
    fonts-noto-core fonts-materialdesignicons-webfont \
    libcmocka-dev xvfb xauth x11-utils python3 python3-protobuf python3-nacl protobuf-compiler sqlite3 procps \
    iproute2 faketime

DB_LIBS      := libsodium sqlite3 zlib libprotobuf-c jansson
KIOSK_LIBS   := sdl2 SDL2_ttf SDL2_image libqrencode libcmark libopusenc opusfile
SYNC_LIBS    := libcurl jansson
REGENCY_LIBS := libmicrohttpd gnutls jansson expat

cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
libs   = $(shell pkg-config --libs $(1) 2>/dev/null)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes \
    -Wmissing-prototypes -Wimplicit-fallthrough -Werror
HARD := -fstack-protector-strong -fstack-clash-protection -fPIE -fcf-protection \
    $(if $(SAN),,-D_FORTIFY_SOURCE=2)
ALL_CFLAGS  := -std=c17 -D_GNU_SOURCE -I. -I$(BUILD) $(WARN) $(HARD) $(CFLAGS) \
    $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS) $(if $(SAN),-fsanitize=$(SAN))
# utf8proc's Debian package ships no .pc file.
UTF8PROC    := -lutf8proc

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(2))

find_c = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

PROTO       := $(sort $(shell find db sync -name '*.proto'))
PROTO_C     := $(PROTO:%.proto=$(BUILD)/%.pb-c.c)
PROTO_H     := $(PROTO_C:.c=.h)
DB_OBJ      := $(call objects,$(call find_c,db)) $(patsubst %.proto,$(BUILD)/%.pb-c.o,$(filter db/%,$(PROTO))) \
    $(BUILD)/gen/dictionary.o
KIOSK_OBJ   := $(filter-out %/kiosk/main.o,$(call objects,$(call find_c,kiosk)))
BUNDLE_OBJ  := $(call objects,$(call find_c,sync/bundle)) $(patsubst %.proto,$(BUILD)/%.pb-c.o,$(filter sync/%,$(PROTO)))
AGENT_OBJ   := $(filter-out %/main.o,$(call objects,$(call find_c,sync/agent)))
REGENCY_OBJ := $(filter-out %/main.o,$(call objects,$(call find_c,sync/regency)))

PROGRAMS := $(BUILD)/kentongan-kiosk $(BUILD)/kentongan-sync $(BUILD)/kentongan-regency
LOCALES  := $(patsubst assets/locale/%.po,$(BUILD)/locale/C.UTF-8/LC_MESSAGES/kentongan-%.mo,$(wildcard assets/locale/*.po))
PSEUDO   := $(BUILD)/locale/C.UTF-8/LC_MESSAGES/kentongan-pseudo.mo

.PHONY: all programs run test test-fast test-all bench packages install clean arrows format pot
.DELETE_ON_ERROR:
.SECONDARY:

all: packages
	$(Q)$(MAKE) --no-print-directory programs

programs: $(PROGRAMS) $(LOCALES) $(PSEUDO)

run: packages
	$(Q)$(MAKE) --no-print-directory programs
	$(Q)$(PYTHON) tests/story/run.py $(BUILD)

test: packages
	$(Q)$(MAKE) --no-print-directory test-all

test-fast: packages
	$(Q)$(MAKE) --no-print-directory test-fast-all

# Asks dpkg, installs only what is missing, as root or through sudo.
packages:
	$(Q)missing=; for p in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
	    echo "Installing what this machine lacks:$$missing"; \
	    root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	    $$root apt-get update -qq && \
	    $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

# --- generated ---
$(BUILD)/%.pb-c.c $(BUILD)/%.pb-c.h: %.proto
	$(call say,PROTOC,$<)
	$(Q)mkdir -p $(BUILD) && protoc-c --c_out=$(BUILD) $<

# Code that protoc-c wrote is not held to our warnings.
$(BUILD)/%.pb-c.o: $(BUILD)/%.pb-c.c $(PROTO_H)
	$(call say,CC,$<)
	$(Q)$(CC) $(filter-out $(WARN),$(ALL_CFLAGS)) -c -o $@ $<

$(BUILD)/gen/dictionary.c: assets/dictionary/id-1.txt
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && { echo '#include "db/base/deflate.h"'; \
	    echo 'const uint8_t deflate_shipped_1[] = {'; \
	    od -An -v -tu1 $< | sed 's/\([0-9]\) /\1,/g; s/$$/,/'; echo '};'; \
	    echo 'const size_t deflate_shipped_1_len = sizeof deflate_shipped_1;'; } >$@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/locale/C.UTF-8/LC_MESSAGES/kentongan-%.mo: assets/locale/%.po
	$(call say,MSGFMT,$<)
	$(Q)mkdir -p $(@D) && msgfmt --check -o $@ $<

# Every sentence that a screen can say.
$(BUILD)/kentongan.pot: $(call find_c,kiosk) $(sort $(shell find kiosk -name '*.h'))
	$(Q)mkdir -p $(@D) && xgettext --from-code=UTF-8 -k_ -kN_ -ki18n_count:1,1 --no-location -o $@ $^

# A language that nobody speaks, for the tests: see assets/locale/pseudo.awk.
$(PSEUDO): $(BUILD)/kentongan.pot assets/locale/pseudo.awk
	$(call say,MSGFMT,$@)
	$(Q)mkdir -p $(@D) && sed -e 's/=CHARSET/=UTF-8/' -e 's/nplurals=INTEGER; plural=EXPRESSION/nplurals=1; plural=0/' $< | \
	    msgen -o - - | msgfilter --keep-header -o $(BUILD)/pseudo.po awk -f assets/locale/pseudo.awk 2>/dev/null && \
	    msgfmt --check-format -o $@ $(BUILD)/pseudo.po

# --- compiled ---
$(BUILD)/sync/regency/usual.o: assets/regency/opd.csv
$(BUILD)/db/%.o:           LIBS_CFLAGS = $(DB_CFLAGS)
$(BUILD)/kiosk/%.o:        LIBS_CFLAGS = $(DB_CFLAGS) $(KIOSK_CFLAGS)
$(BUILD)/sync/%.o:         LIBS_CFLAGS = $(DB_CFLAGS) $(SYNC_CFLAGS)
$(BUILD)/tests/%.o:        LIBS_CFLAGS = $(DB_CFLAGS) $(KIOSK_CFLAGS) $(SYNC_CFLAGS)
DB_CFLAGS    := $(call cflags,$(DB_LIBS))
KIOSK_CFLAGS := $(call cflags,$(KIOSK_LIBS))
SYNC_CFLAGS  := $(call cflags,$(SYNC_LIBS) $(REGENCY_LIBS))

$(BUILD)/%.o: %.c | $(PROTO_H)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS) $(LIBS_CFLAGS) -MMD -MP -c -o $@ $<

define archive
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
endef
define link
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_LDFLAGS) -o $@ $(1) $(2)
endef

$(BUILD)/db.a: $(DB_OBJ)
	$(archive)
$(BUILD)/kiosk.a: $(KIOSK_OBJ)
	$(archive)
$(BUILD)/bundle.a: $(BUNDLE_OBJ)
	$(archive)
$(BUILD)/agent.a: $(AGENT_OBJ)
	$(archive)
$(BUILD)/regency.a: $(REGENCY_OBJ)
	$(archive)

DB_LINK      = $(call libs,$(DB_LIBS)) $(UTF8PROC) -lm -pthread
KIOSK_LINK   = $(call libs,$(KIOSK_LIBS)) $(DB_LINK)
AGENT_LINK   = $(call libs,$(SYNC_LIBS)) $(DB_LINK)
REGENCY_LINK = $(call libs,$(REGENCY_LIBS)) $(DB_LINK)

$(BUILD)/kentongan-kiosk: $(BUILD)/kiosk/main.o $(BUILD)/kiosk.a $(BUILD)/db.a
	$(call link,$^,$(KIOSK_LINK))
$(BUILD)/kentongan-sync: $(BUILD)/sync/agent/main.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK))
$(BUILD)/kentongan-regency: $(BUILD)/sync/regency/main.o $(BUILD)/regency.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(REGENCY_LINK))

# --- tests: tests/unit/ROOM/test_x.c links only that room and what it stands on ---
unit = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/$(1)/test_*.c))
UNIT_DB      := $(call unit,db)
UNIT_KIOSK   := $(call unit,kiosk)
UNIT_BUNDLE  := $(call unit,bundle)
UNIT_AGENT   := $(call unit,agent)
UNIT_REGENCY := $(call unit,regency)
UNIT         := $(UNIT_DB) $(UNIT_KIOSK) $(UNIT_BUNDLE) $(UNIT_AGENT) $(UNIT_REGENCY)

$(UNIT_DB): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/db.a
	$(call link,$^,$(DB_LINK) -lcmocka)
$(UNIT_KIOSK): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/kiosk.a $(BUILD)/db.a
	$(call link,$^,$(KIOSK_LINK) -lcmocka)
$(UNIT_BUNDLE): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(DB_LINK) -lcmocka)
$(UNIT_AGENT): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK) -lcmocka)
$(UNIT_REGENCY): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/regency.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(REGENCY_LINK) -lcmocka)

FIXTURE := $(BUILD)/tests/screens/fixture
$(FIXTURE): $(BUILD)/tests/screens/fixture.o $(BUILD)/db.a
	$(call link,$^,$(DB_LINK))
LOOK := $(BUILD)/tests/screens/look
$(LOOK): $(BUILD)/tests/screens/look.o
	$(call link,$^,$(KIOSK_LINK))

# --- measuring ---
BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
$(BENCH): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK) $(BENCH_MORE))
$(BUILD)/tests/bench/pixels: BENCH_MORE = $(call libs,x11)

# The bad link (tests/link/link.c) and what is carried over it.
LINK_TOOLS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/link/*.c))
$(LINK_TOOLS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK))

.PHONY: bench-kiosk bench-sync bench-groups
# The browser that the kiosk is measured beside; some 300 MB, so no test asks for it.
bench bench-kiosk: PACKAGES += chromium
bench bench-kiosk bench-sync: packages
	$(Q)$(MAKE) --no-print-directory bench-groups GROUPS=$(filter-out bench,$(@:bench-%=%))
bench-groups: programs $(BENCH) $(FIXTURE)
	$(Q)$(PYTHON) tests/bench/bench.py $(BUILD) $(GROUPS)

# `make bench-link [SEEDS=1-5] [ROWS="edge outages"]`: over bad links, as root; some twenty minutes.
.PHONY: bench-link bench-link-all
ROWS ?=
bench-link: packages
	$(Q)$(MAKE) --no-print-directory bench-link-all
bench-link-all: programs $(LINK_TOOLS) $(BENCH)
	$(Q)$(PYTHON) tests/link/bench_link.py $(BUILD) $(if $(filter file,$(origin SEEDS)),1-5,$(SEEDS)) $(ROWS)

# --- fuzzing: `make fuzz T=seconds` for each driver of tests/fuzz, with clang's libFuzzer. What one
# finds lies in $(BUILD)/fuzz; what it has learnt in $(BUILD)/fuzz/corpus.
T ?= 60
FUZZ := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
$(FUZZ): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/kiosk.a $(BUILD)/regency.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,-fsanitize=fuzzer $^,$(KIOSK_LINK) $(REGENCY_LINK))

.PHONY: fuzz fuzz-all
fuzz:
	$(Q)command -v clang >/dev/null || { echo 'make fuzz needs clang: apt-get install clang'; exit 1; }
	$(Q)$(MAKE) --no-print-directory CC=clang SAN=address,undefined BUILD=$(BUILD)/fuzz \
	    CFLAGS='-O1 -g -w -fsanitize=fuzzer-no-link' fuzz-all
fuzz-all: $(FUZZ)
	$(Q)for f in $(abspath $(FUZZ)); do \
	    name=$${f##*/fuzz_}; mkdir -p $(BUILD)/corpus/$$name; echo "  FUZZ     $$name"; \
	    (cd $(BUILD) && $$f -max_total_time=$(T) -max_len=32768 -timeout=10 -verbosity=0 \
	        -print_final_stats=1 corpus/$$name $(abspath assets/samples tests/data/bad) 2>$$name.log) || \
	        { tail -40 $(BUILD)/$$name.log; exit 1; }; \
	done

# --- `make monkey SEEDS=1-20 MINUTES=60`: somebody who touches anything, an hour of the test clock each.
SEEDS   ?= 1-3
MINUTES ?= 60
.PHONY: monkey monkey-all
monkey: packages
	$(Q)$(MAKE) --no-print-directory monkey-all
monkey-all: programs $(FIXTURE)
	$(Q)$(PYTHON) tests/monkey/monkey.py $(BUILD) --seeds $(SEEDS) --minutes $(MINUTES)

.PHONY: test-fast-all
test-fast-all: programs $(UNIT) arrows
	$(Q)tests/run.sh $(BUILD) fast

test-all: programs $(UNIT) $(FIXTURE) $(LOOK) $(LINK_TOOLS) arrows
	$(Q)tests/run.sh $(BUILD) all

# The arrows: db stands alone, the screen never sees a socket, the agent never sees a pixel.
arrows: $(PROGRAMS) $(BUILD)/db.a
	$(Q)printf 'int main(void) { return 0; }\n' >$(BUILD)/alone.c
	$(Q)$(CC) $(ALL_LDFLAGS) -fPIE -o $(BUILD)/alone $(BUILD)/alone.c -Wl,--whole-archive $(BUILD)/db.a -Wl,--no-whole-archive $(DB_LINK)
	$(Q)! grep -lE '(^| )(kiosk|sync)/' $$(find $(BUILD)/db -name '*.d') || { echo 'db must not know kiosk or sync'; exit 1; }
	$(Q)! grep -lE '(^| )sync/' $$(find $(BUILD)/kiosk -name '*.d') || { echo 'kiosk must not know sync'; exit 1; }
	$(Q)! grep -lE '(^| )kiosk/' $$(find $(BUILD)/sync -name '*.d') || { echo 'sync must not know kiosk'; exit 1; }

# For a new language: see the README.
pot: $(BUILD)/kentongan.pot
	$(Q)echo $<

format:
	$(Q)clang-format -i $$(git ls-files '*.c' '*.h')

install: programs
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/kentongan
	$(Q)install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	$(Q)cp -r $(BUILD)/locale $(DESTDIR)$(PREFIX)/share/kentongan/
	$(Q)rm -f $(DESTDIR)$(PREFIX)/share/kentongan/$(PSEUDO:$(BUILD)/%=%)

clean:
	$(Q)rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
