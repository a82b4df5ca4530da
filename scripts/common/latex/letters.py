"""How LaTeX prints single letters and signs with its own fonts and no package."""

from __future__ import annotations

# Each sign, then what prints it in mathematics.
_MATHS = r"""
< <   > >   | |   − -   ⁄ /   × \times   ± \pm   ≤ \leq   ≥ \geq   ≈ \approx   ≠ \neq   · \cdot
• \bullet   √ \surd   ∞ \infty   ✓ \surd   ✗ \times   → \rightarrow   ← \leftarrow   ↑ \uparrow
↓ \downarrow   ▲ \bigtriangleup   ▼ \bigtriangledown   « \ll   » \gg   µ \mu
$ \mathdollar   § \mathsection   ¶ \mathparagraph   † \dagger   ‡ \ddagger   £ \mathsterling
¹ ^{1}   ² ^{2}   ³ ^{3}   ° ^{\circ}
α \alpha   β \beta   γ \gamma   δ \delta   ε \epsilon   ζ \zeta   η \eta   θ \theta   ι \iota
κ \kappa   λ \lambda   μ \mu   ν \nu   ξ \xi   π \pi   ρ \rho   σ \sigma   τ \tau   υ \upsilon
φ \phi   χ \chi   ψ \psi   ω \omega   Γ \Gamma   Δ \Delta   Θ \Theta   Λ \Lambda   Ξ \Xi   Π \Pi
Σ \Sigma   Φ \Phi   Ψ \Psi   Ω \Omega
"""
# Each sign, then what prints it in text. Braces are not \{ and \}, which BibTeX would count; after
# the end of a table's row [ and * would belong to it. The signs of euro and yen need more fonts.
_TEXTS = r"""
# \#   % \%   & \&   _ \_   { \textbraceleft{}   } \textbraceright{}   \ \textbackslash{}
^ \textasciicircum{}   ~ \textasciitilde{}   ` \`{}   " ''   [ {[}   * {*}
– --   — ---   ‘ `   ’ '   “ ``   ” ''   „ ``   … \dots{}   ‐ -   ‑ -
© (c)   € EUR   ¥ JPY   ¿ ?`   ¡ !`
ß \ss{}   æ \ae{}   Æ \AE{}   œ \oe{}   Œ \OE{}   ø \o{}   Ø \O{}   ł \l{}   Ł \L{}   ı \i{}
"""
# Combining marks and the commands that set them on a letter.
_MARKS = r"""
U+0300 `   U+0301 '   U+0302 ^   U+0303 ~   U+0304 =   U+0306 u   U+0307 .   U+0308 "   U+030A r
U+030B H   U+030C v   U+0323 d   U+0327 c   U+0331 b
"""


def _pairs(table: str) -> dict[str, str]:
    parts = table.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


LETTERS = {
    **_pairs(_TEXTS),
    **{sign: rf"\ensuremath{{{command}}}" for sign, command in _pairs(_MATHS).items()},
}
ACCENTS = {chr(int(code[2:], 16)): f"\\{command}" for code, command in _pairs(_MARKS).items()}
# Under an accent these lose their dot.
DOTLESS = {"i": r"\i", "j": r"\j"}
