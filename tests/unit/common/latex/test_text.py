"""Any text comes out as LaTeX that only prints it; names of macros are one for each thing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.common.errors import UserError
from scripts.common.latex.text import LONGEST_TEXT, latex, macro_name, one_each

PRINTED = {
    "50% of #1 & a_b $x$": r"50\% of \#1 \& a\_b \ensuremath{\mathdollar}x\ensuremath{\mathdollar}",
    r"\input{x}": r"\textbackslash{}input\textbraceleft{}x\textbraceright{}",
    "a~b^c": r"a\textasciitilde{}b\textasciicircum{}c",
    "<script>": r"\ensuremath{<}script\ensuremath{>}",
    "−8.2 – 17.2": r"\ensuremath{-}8.2 -- 17.2",
    "Jōkyō, Kinyūkyoku, ī": r"J\={o}ky\={o}, Kiny\={u}kyoku, \={\i}",
    "“a” ‘b’": "``a'' `b'",
    "a--b ''c''": "a-{}-b '{}'c'{}'",
    "[x] *": "{[}x] {*}",
    "a\u202eb\u2066c\u200f\x00 d": "abc d",
    "95%\u00a0interval": r"95\%~interval",
    "\n a \t b\n": " a b ",
    "輸": "(U+8F38)",
    "％ ﬁ": r"\% fi",
}
# What a text may become: letters and signs, and these commands.
SAFE = re.compile(
    r"(?:[^\\{}$&#^_~%\"]|~|\{\[\}|\{\*\}|\{\}|\\[#%&_]|\\-"
    r"|\\text(?:backslash|brace(?:left|right)|ascii(?:circum|tilde))\{\}|\\dots\{\}"
    r"|\\(?:ss|ae|AE|oe|OE|o|O|l|L|i)\{\}"
    r"|\\ensuremath\{(?:[<>|/-]|\\[a-zA-Z]+|\^\{(?:\d|\\circ)\})\})*"
)


@pytest.mark.parametrize(("text", "wanted"), PRINTED.items())
def test_text_is_printed_as_it_stands(text, wanted):
    assert latex(text) == wanted


@given(st.text())
def test_nothing_but_safe_commands_comes_out(text):
    made = latex(text)
    assert made.isascii()
    # Accents nest, so they are taken away from the inside out.
    accents = re.compile(r"\\[`'^~=u.\"rHvdcb]\{(?:[A-Za-z]|\\[ij]|x|\\(?:ae|AE|o|O)\{\})?\}")
    while accents.search(made):
        made = accents.sub("x", made)
    assert SAFE.fullmatch(made), made


def test_long_texts_are_cut_and_long_words_may_be_broken():
    made = latex("x" * 2 * LONGEST_TEXT)
    assert made.count("x") == LONGEST_TEXT - 1
    assert made.endswith(r"\dots{}")
    assert max(map(len, made.split(r"\-"))) < 20
    assert r"\-" not in latex("Regionalization")


def test_names_hold_letters_only():
    assert macro_name("exim_share_plaza_higher", "CiLow") == "EximSharePlazaHigherCiLow"
    assert macro_name("verdicts-exim", "1997") == "VerdictsEximOneNineNineSeven"


def test_two_things_of_one_name_are_an_error():
    one_each([("A", "x"), ("B", "y")])
    with pytest.raises(UserError, match=r"\\A would stand for two things: x; and y"):
        one_each([("A", "x"), ("A", "y")])
