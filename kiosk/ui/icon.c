// SPDX-License-Identifier: GPL-3.0-or-later
// The icons' code points, by the name each has in the font. A test draws every one of them.
#include "icon.h"

#include <assert.h>

static const uint32_t codepoints[ICON_COUNT] = {
    [ICON_BACK] = 0xf141,         // chevron-left
    [ICON_FORWARD] = 0xf054,      // arrow-right
    [ICON_HOME] = 0xf2dc,         // home
    [ICON_CLOSE] = 0xf156,        // close
    [ICON_CHECK] = 0xf12c,        // check
    [ICON_CHECK_CIRCLE] = 0xf5e0, // check-circle
    [ICON_SPEAK] = 0xf57e,        // volume-high
    [ICON_TEXT_SIZE] = 0xf27f,    // format-size
    [ICON_LANGUAGE] = 0xf5ca,     // translate
    [ICON_SEARCH] = 0xf349,       // magnify
    [ICON_HELP] = 0xf2d7,         // help-circle
    [ICON_INFO] = 0xf2fc,         // information
    [ICON_WARNING] = 0xf026,      // alert
    [ICON_NEWS] = 0xf395,         // newspaper
    [ICON_ASPIRE] = 0xf369,       // message-text
    [ICON_ANSWER] = 0xf1ef,       // email-open
    [ICON_PEOPLE] = 0xf00e,       // account-multiple
    [ICON_PERSON] = 0xf004,       // account
    [ICON_MONEY] = 0xf116,        // cash-multiple
    [ICON_OFFICE] = 0xf070,       // bank
    [ICON_TROPHY] = 0xf538,       // trophy
    [ICON_CHART] = 0xf128,        // chart-bar
    [ICON_ONLINE] = 0xf5a9,       // wifi
    [ICON_OFFLINE] = 0xf5aa,      // wifi-off
    [ICON_CLOCK] = 0xf150,        // clock
    [ICON_CALENDAR] = 0xf0ed,     // calendar
    [ICON_PLACE] = 0xf34e,        // map-marker
    [ICON_LOCK] = 0xf33e,         // lock
    [ICON_EYE_OFF] = 0xf209,      // eye-off
    [ICON_MIC] = 0xf36c,          // microphone
    [ICON_TYPE] = 0xf369,         // message-text
    [ICON_PRINT] = 0xf42a,        // printer
    [ICON_SEND] = 0xf48a,         // send
    [ICON_PIN] = 0xf403,          // pin
    [ICON_ALARM] = 0xf020,        // alarm
    [ICON_ROAD] = 0xf461,         // road
    [ICON_WATER] = 0xf58c,        // water
    [ICON_HEALTH] = 0xf2e1,       // hospital-building
    [ICON_SCHOOL] = 0xf474,       // school
    [ICON_GIFT] = 0xf2a1,         // gift
    [ICON_LEAF] = 0xf32a,         // leaf
    [ICON_RECYCLE] = 0xf44c,      // recycle
    [ICON_SHIELD] = 0xf498,       // shield
    [ICON_DOCUMENT] = 0xf219,     // file-document
    [ICON_MORE] = 0xf1d8,         // dots-horizontal
    [ICON_QUESTION] = 0xf2d6,     // help
    [ICON_STAR] = 0xf4ce,         // star
    [ICON_STAR_EMPTY] = 0xf4d2,   // star-outline
    [ICON_ERASE] = 0xf06e,        // backspace
    [ICON_SHIFT] = 0xf636,        // apple-keyboard-shift
    [ICON_KEYBOARD] = 0xf30c,     // keyboard
    [ICON_UP] = 0xf143,           // chevron-up
    [ICON_DOWN] = 0xf140,         // chevron-down
    [ICON_LEFT] = 0xf141,         // chevron-left
    [ICON_RIGHT] = 0xf142,        // chevron-right
    [ICON_PICTURE] = 0xf2e9,      // image
    [ICON_TRASH] = 0xf1c0,        // delete
    [ICON_INVITE] = 0xf0f0,       // calendar-clock
    [ICON_ACTIVITY] = 0xf46e,     // run
    [ICON_CITY] = 0xf146,         // city
    [ICON_USB] = 0xf553,          // usb
    [ICON_ENTER] = 0xf311,        // keyboard-return
    [ICON_EDIT] = 0xf3eb,         // pencil
    [ICON_WAIT] = 0xf51f,         // timer-sand
    [ICON_ROUTE] = 0xf1d0,        // directions
    [ICON_ANNOUNCE] = 0xf0e6,     // bullhorn
    [ICON_FACE] = 0xf1f2,         // emoticon
    [ICON_ZOOM] = 0xf34b,         // magnify-plus
    [ICON_PLAY] = 0xf40a,         // play
    [ICON_STOP] = 0xf4db,         // stop
    [ICON_PAUSE] = 0xf3e4,        // pause
    [ICON_RECORD] = 0xf44a,       // record
    [ICON_BELL] = 0xf09a,         // bell
    [ICON_PHONE] = 0xf3f2,        // phone
    [ICON_AMBULANCE] = 0xf02f,    // ambulance
    [ICON_FIRE] = 0xf238,         // fire
    [ICON_SUPPORT] = 0xf513,      // thumb-up
    [ICON_PERSON_IN] = 0xf008,    // account-check
    [ICON_PLUS] = 0xf415,         // plus
    [ICON_MINUS] = 0xf374,        // minus
    [ICON_CONTRAST] = 0xf197,     // contrast-circle
    [ICON_FASTER] = 0xf211,       // fast-forward
    [ICON_SLOWER] = 0xf45f,       // rewind
    [ICON_EYE] = 0xf208,          // eye
    [ICON_SPEAK_OFF] = 0xf581,    // volume-off
    [ICON_HANDSET] = 0xf2cb,      // headphones
    [ICON_UNDO] = 0xf54c,         // undo
    [ICON_STORM] = 0xf593,        // weather-lightning
    [ICON_EARTH] = 0xf1e7,        // earth
    [ICON_FILTER] = 0xf232,       // filter
    [ICON_STEPS] = 0xf14e,        // clipboard-text
    [ICON_RULES] = 0xf29b,        // gavel
    [ICON_TALK] = 0xf28c,         // forum
    [ICON_TOOLS] = 0xf5b7,        // wrench
    [ICON_TREE] = 0xf531,         // tree
    [ICON_LINK] = 0xf339,         // link-variant
    [ICON_WALK] = 0xf583,         // walk
    [ICON_DANGER] = 0xf029,       // alert-octagon
    [ICON_PIE] = 0xf12b,          // chart-pie
    [ICON_ARCHIVE] = 0xf03c,      // archive
    [ICON_FOLDER] = 0xf24b,       // folder
    [ICON_SIGN_OUT] = 0xf343,     // logout
    [ICON_KEY] = 0xf306,          // key
    [ICON_HISTORY] = 0xf2da,      // history
    [ICON_PERSON_ADD] = 0xf014,   // account-plus
    [ICON_PERSON_OUT] = 0xf015,   // account-remove
    [ICON_WIFI] = 0xf5a9,         // wifi
    [ICON_SETTINGS] = 0xf493,     // settings
    [ICON_DISK] = 0xf2ca,         // harddisk
    [ICON_TOUCH] = 0xf1b7,        // cursor-pointer
    [ICON_RULER] = 0xf46d,        // ruler
    [ICON_EJECT] = 0xf1ea,        // eject
    [ICON_PULSE] = 0xf5f6,        // heart-pulse
    [ICON_EXPORT] = 0xf207,       // export
    [ICON_IMPORT] = 0xf2fa,       // import
    [ICON_SCREEN] = 0xf379,       // monitor
};

uint32_t icon_codepoint(enum ui_icon icon)
{
    assert(icon < ICON_COUNT);
    return codepoints[icon];
}
