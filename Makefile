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
    systemd cage xwayland grim xdotool iproute2 faketime \
    fusefat swtpm libtss2-esys-3.0.2-0 libtss2-mu0 libtss2-rc0

DB_LIBS      := libsodium sqlite3 zlib libprotobuf-c jansson
KIOSK_LIBS   := sdl2 SDL2_ttf libqrencode libcmark libopusenc opusfile
SYNC_LIBS    := libcurl jansson
# Loaded with the first picture (kiosk/ui/codec.c); tests link it.
IMAGE_LIBS   := SDL2_image
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
KIOSK_OBJ   := $(filter-out %/kiosk/main.o,$(call objects,$(call find_c,kiosk))) $(BUILD)/gen/templates.o
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

programs: $(PROGRAMS) $(LOCALES) $(PSEUDO) guides

run: packages
	$(Q)$(MAKE) --no-print-directory programs
	$(Q)$(PYTHON) tests/story/run.py $(BUILD)

test: packages
	$(Q)$(MAKE) --no-print-directory test-all

test-fast: packages
	$(Q)$(MAKE) --no-print-directory test-fast-all

# Asks dpkg, installs only what is missing, as root or through sudo.
packages:
	$(Q)have=" $$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $(PACKAGES) 2>/dev/null | \
	    sed -n 's/ installed$$//p' | tr '\n' ' ')"; missing=; \
	for p in $(PACKAGES); do case "$$have" in *" $$p "*) ;; *) missing="$$missing $$p" ;; esac; done; \
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

# Templates as they came, for where the files are missing or were broken by hand.
TEMPLATES := $(sort $(wildcard assets/templates/*.md))
$(BUILD)/gen/templates.c: $(TEMPLATES)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && { echo '#include "kiosk/templates.h"'; \
	    for file in $^; do slug=$$(basename $$file .md); \
	        echo "static const uint8_t of_$$(echo $$slug | tr - _)[] = {"; \
	        od -An -v -tu1 $$file | sed 's/\([0-9]\) /\1,/g; s/$$/,/'; echo '};'; done; \
	    echo 'const struct templates_shipped templates_shipped[] = {'; \
	    for file in $^; do slug=$$(basename $$file .md); name=of_$$(echo $$slug | tr - _); \
	        echo "{\"$$slug\", {$$name, sizeof $$name}},"; done; \
	    echo '};'; echo 'const size_t templates_shipped_count = COUNT_OF(templates_shipped);'; } >$@
# Their names and questions, for the catalogue.
$(BUILD)/gen/template_words.h: $(TEMPLATES)
	$(Q)mkdir -p $(@D) && awk -F' *[|] *' '/^(name|ask): / { gsub(/["\\]/, "\\\\&") } \
	    /^name: / { sub(/^name: */, ""); print "N_(\"" $$0 "\")" } \
	    /^ask: / { print "N_(\"" $$2 "\")" }' $^ >$@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/locale/C.UTF-8/LC_MESSAGES/kentongan-%.mo: assets/locale/%.po
	$(call say,MSGFMT,$<)
	$(Q)mkdir -p $(@D) && msgfmt --check -o $@ $<

# Every sentence that a screen can say; those that db and the agent keep for it are phrases.
PHRASES := $(shell grep -lE '\b(N|PLURAL)_.["]' $(call find_c,db) $(call find_c,sync/agent))
$(BUILD)/kentongan.pot: $(call find_c,kiosk) $(sort $(shell find kiosk -name '*.h')) $(PHRASES) \
    $(BUILD)/gen/template_words.h
	$(Q)mkdir -p $(@D) && xgettext --from-code=UTF-8 -k_ -kN_ -ki18n_count:1,1 -kPLURAL_:1,1 --no-location -o $@ $^

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
KIOSK_CFLAGS := $(call cflags,$(KIOSK_LIBS) $(IMAGE_LIBS))
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
	$(call link,$^,$(call libs,$(IMAGE_LIBS)) $(KIOSK_LINK) -lcmocka)
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
	$(call link,$^,$(call libs,$(IMAGE_LIBS)) $(KIOSK_LINK))

# --- the guides as pages to print: each .md of assets/guides with its pictures inside ---
GUIDES := $(patsubst assets/guides/%.md,$(BUILD)/guides/%.html,$(wildcard assets/guides/*.md))
PAGE   := $(BUILD)/assets/guides/page
$(BUILD)/assets/%.o: LIBS_CFLAGS = $(DB_CFLAGS) $(KIOSK_CFLAGS)
$(PAGE): $(PAGE).o $(BUILD)/db.a
	$(call link,$^,$(call libs,libcmark) $(DB_LINK))
$(BUILD)/guides/%.html: assets/guides/%.md $(PAGE) $(wildcard assets/guides/*.png)
	$(call say,GUIDE,$@)
	$(Q)mkdir -p $(@D) && $(PAGE) $< >$@

.PHONY: guides guide-pictures
guides: $(GUIDES)
guide-pictures: programs $(FIXTURE)
	$(Q)$(PYTHON) assets/guides/pictures.py $(BUILD)

# --- measuring ---
BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
$(BENCH): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK) $(BENCH_MORE))
$(BUILD)/tests/bench/pixels: BENCH_MORE = $(call libs,x11)
$(BUILD)/tests/bench/feed_bytes: $(BUILD)/regency.a
$(BUILD)/tests/bench/feed_bytes: BENCH_MORE = $(BUILD)/regency.a $(BUILD)/bundle.a $(BUILD)/db.a \
    $(REGENCY_LINK) -lcmocka

# The bad link (tests/link/link.c) and what is carried over it.
LINK_TOOLS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/link/*.c))
$(LINK_TOOLS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(AGENT_LINK))

.PHONY: bench-kiosk bench-sync bench-backup bench-groups
# The browser that the kiosk is measured beside; some 300 MB, so no test asks for it.
bench bench-kiosk: PACKAGES += chromium
bench bench-kiosk bench-sync bench-backup: packages
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

# --- `make sim SEEDS=100 FIRST=1`: a regency, three kiosks, a stick, on one clock, by seeds.
SIM := $(BUILD)/tests/sim/sim
$(SIM): $(call objects,$(wildcard tests/sim/*.c)) $(BUILD)/regency.a $(BUILD)/agent.a $(BUILD)/bundle.a $(BUILD)/db.a
	$(call link,$^,$(REGENCY_LINK) $(AGENT_LINK))
.PHONY: sim sim-all
sim: packages
	$(Q)$(MAKE) --no-print-directory sim-all SEEDS=$(if $(filter 1-3,$(SEEDS)),100,$(SEEDS))
sim-all: $(SIM)
	$(Q)$(SIM) --first $(or $(FIRST),1) --seeds $(SEEDS)

.PHONY: test-fast-all
test-fast-all: programs $(UNIT) arrows
	$(Q)tests/run.sh $(BUILD) fast

test-all: programs $(UNIT) $(FIXTURE) $(LOOK) $(SIM) $(LINK_TOOLS) arrows
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

# --- installing: programs, words, units, rules, manual. The two files of /etc are written once.
# What Debian looks for under /usr stands elsewhere under another PREFIX.
in_usr     = $(if $(filter /usr,$(PREFIX)),$(1),$(2))
UNITDIR   ?= $(call in_usr,,$(PREFIX))/lib/systemd/system
UDEVDIR   ?= $(call in_usr,,$(PREFIX))/lib/udev/rules.d
POLKITDIR ?= $(call in_usr,/usr/share,/etc)/polkit-1/rules.d
PACKAGING := assets/packaging
UNITS     := $(wildcard $(PACKAGING)/systemd/*.service)
# What the kiosk reads beside itself (kiosk/asset.c).
SHIPPED := $(filter-out %/home.png,\
    $(wildcard assets/guides/*.md assets/guides/*.png assets/practice/*.md \
     assets/quiz/*.md assets/templates/*.md))

install: programs
	$(Q)install -d $(addprefix $(DESTDIR)$(PREFIX),/bin /libexec/kentongan /lib/sysusers.d /lib/tmpfiles.d \
	    /lib/sysctl.d /lib/systemd/logind.conf.d \
	    /share/kentongan /share/man/man1) $(addprefix $(DESTDIR),$(UNITDIR) $(UDEVDIR) $(POLKITDIR) /etc/kentongan)
	$(Q)install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	$(Q)install -m 755 $(PACKAGING)/libexec/* $(DESTDIR)$(PREFIX)/libexec/kentongan
	$(Q)cp -r $(BUILD)/locale $(DESTDIR)$(PREFIX)/share/kentongan/
	$(Q)rm -f $(DESTDIR)$(PREFIX)/share/kentongan/$(PSEUDO:$(BUILD)/%=%)
	$(Q)for file in $(SHIPPED); do \
	    install -D -m 644 $$file $(DESTDIR)$(PREFIX)/share/kentongan/$${file#assets/}; done
	$(Q)install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/kentongan/guides $(GUIDES)
	$(Q)install -m 644 $(PACKAGING)/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	$(Q)install -m 644 $(PACKAGING)/polkit/kentongan.rules $(DESTDIR)$(POLKITDIR)
	$(Q)install -m 644 $(PACKAGING)/udev/85-kentongan.rules $(DESTDIR)$(UDEVDIR)
	$(Q)install -m 644 $(PACKAGING)/systemd/kentongan-kiosk.sysctl $(DESTDIR)$(PREFIX)/lib/sysctl.d/60-kentongan-kiosk.conf
	$(Q)install -m 644 $(PACKAGING)/systemd/kentongan-kiosk.logind \
	    $(DESTDIR)$(PREFIX)/lib/systemd/logind.conf.d/60-kentongan-kiosk.conf
	$(Q)for kind in sysusers tmpfiles; do for f in $(PACKAGING)/systemd/*.$$kind; do \
	    install -m 644 $$f $(DESTDIR)$(PREFIX)/lib/$$kind.d/$$(basename $$f .$$kind).conf; done; done
	$(Q)for f in $(UNITS); do \
	    sed -E 's,/usr/(bin|libexec)/kentongan,$(PREFIX)/\1/kentongan,g' $$f >$(DESTDIR)$(UNITDIR)/$${f##*/}; done
	$(Q)for f in $(PACKAGING)/etc/*.conf; do to=$(DESTDIR)/etc/kentongan/$${f##*/}; \
	    [ -e $$to ] || install -m 644 $$f $$to; done

# --- Debian packages, into $(BUILD)/deb; built from a copy, so that what lies there is what was built.
.PHONY: deb deb-build test-deb
STAGE := $(BUILD)/deb/kentongan
deb test-deb: PACKAGES += debhelper dpkg-dev lintian
test-deb: PACKAGES += debootstrap systemd-container
deb: packages
	$(Q)$(MAKE) --no-print-directory deb-build
deb-build:
	$(Q)rm -rf $(BUILD)/deb && mkdir -p $(STAGE)
	$(Q)cp -r Makefile README.md assets db kiosk sync tests $(STAGE)/ && cp -r $(PACKAGING)/debian $(STAGE)/
	$(call say,DEB,$(BUILD)/deb)
	$(Q)cd $(STAGE) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL CC='$(CC)' \
	    DEB_BUILD_OPTIONS='nocheck noautodbgsym parallel=2' \
	    dpkg-buildpackage -us -uc -b >../build.log 2>&1 || { tail -30 ../build.log; exit 1; }
	$(Q)lintian --fail-on error,warning $(if $(filter 0,$(shell id -u)),--allow-root) \
	    $(BUILD)/deb/*.changes
	$(Q)for f in $(BUILD)/deb/*.deb; do echo "  $$f $$(stat -c %s $$f) bytes"; done

# Installed, upgraded, started, removed and purged in a small Debian of its own, with systemd as its
# first process where that can be had. Takes minutes and root.
test-deb: deb
	$(Q)tests/packaging/deb.sh $(BUILD)

clean:
	$(Q)rm -rf build

# Not of the copies that Debian packages are built from and tried in.
-include $(shell find $(BUILD) \( -path $(BUILD)/deb -o -path $(BUILD)/debian12 \) -prune -o -type f -name '*.d' -print 2>/dev/null)
