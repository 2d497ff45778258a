# SPDX-License-Identifier: Apache-2.0
"""For each offset of the file: line, then columns in bytes, code points and UTF-16 units."""
import sys

data = open(sys.argv[1], "rb").read()
bom = 3 if data.startswith(b"\xef\xbb\xbf") else 0
text = data[bom:].decode("utf-8", "surrogateescape")

out = ["1 1 1 1"] * bom
line, start, code_point, utf16, offset = 1, bom, 1, 1, bom
for at, c in enumerate(text):
    size = len(c.encode("utf-8", "surrogateescape"))
    for inside in range(size):
        out.append("%d %d %d %d" % (line, offset + inside - start + 1, code_point, utf16))
    offset += size
    code_point += 1
    utf16 += len(c.encode("utf-16-le", "surrogatepass")) // 2
    if c == "\n" or (c == "\r" and text[at + 1 : at + 2] != "\n"):
        line, start, code_point, utf16 = line + 1, offset, 1, 1
out.append("%d %d %d %d" % (line, offset - start + 1, code_point, utf16))
print("\n".join(out))
