# SPDX-License-Identifier: GPL-3.0-or-later
# One sentence of the source in, its pseudo-translation out: accented letters, 40 % longer, between
# brackets. Printf directives stay as they are. For msgfilter, which calls it once a sentence; it
# goes byte by byte, because mawk knows no UTF-8.
BEGIN {
    plain = "a b c d e f g h i j k l m n o p q r s t u v w x y z " \
        "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"
    other = "á ƀ ç ð é ƒ ĝ ĥ î ĵ ķ ļ m ñ ø þ q ŕ š ţ ú ṽ ŵ x ý ž " \
        "Á B Ç Ð É F Ĝ Ĥ Î Ĵ Ķ Ļ M Ñ Ø Þ Q Ŕ Š Ţ Ú V Ŵ X Ý Ž"
    count = split(plain, from, " ")
    split(other, to, " ")
    for (i = 1; i <= count; i++)
        accented[from[i]] = to[i]
}

{ text = text (NR > 1 ? "\n" : "") $0 }

END {
    out = ""
    letters = length(text)
    while (text != "") {
        if (match(text, /^%(<[^>]*>|[-+ 0#]*[0-9]*(\.[0-9]+)?[hljzt]*[a-zA-Z%])/))
            len = RLENGTH
        else
            len = 1
        part = substr(text, 1, len)
        out = out (len == 1 && part in accented ? accented[part] : part)
        text = substr(text, len + 1)
    }
    more = int(letters * 4 / 10)
    tail = ""
    # In words of five, so that lines can break as in a real sentence.
    for (i = 1; i <= more; i++)
        tail = tail (i > 5 && i % 5 == 1 ? " " : "") "~"
    printf "[%s%s]", out, tail
}
