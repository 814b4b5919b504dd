#include "engine/readers/marked_lines.h"
#include "tests/engine/readers/reading.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

namespace {

struct Line
{
    int line, heading;
    std::string text;
    bool operator==(const Line&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Line& line)
{
    return out << line.line << " [" << line.heading << "] " << line.text;
}

std::vector<Line> linesNamed(const std::string& name, const std::string& text)
{
    std::vector<Line> lines;
    for (const Block& block : documentNamed(name, text).blocks)
        lines.push_back({block.position.number, block.headingLevel, block.text});
    return lines;
}

}

TEST(Latex, keepsSectionsAndLosesCommands)
{
    const std::string text = "\\documentclass[a4paper]{article}\n"
                             "\\newcommand{\\x}[1]{never shown}\n"
                             "\\title{The Island}\n"
                             "\\begin{document}\n"
                             "\\maketitle\n"
                             "\\section{First \\emph{part}}\\label{sec:first}\n"
                             "Rabbits came: $A = \\pi r^2$. See~\\ref{x}.% a remark\n"
                             "In M\\\"unster and \\'{e}troit---100\\% sure.\\footnote{With a string.}\n"
                             "\n"
                             "\\subsection*{Food}\n"
                             "\\begin{itemize}\n"
                             "\\item a pinch of \\textbf{salt}\n"
                             "\\end{itemize}\n"
                             "\\begin{verbatim}\n"
                             "a & b {c}\n"
                             "\\end{verbatim}\n"
                             "\\end{document}\n";
    EXPECT_THAT(
        linesNamed("a.tex", text),
        ElementsAre(
            Line{3, 1, "The Island"}, Line{6, 2, "First part"},
            Line{7, 0, "Rabbits came: $A = \\pi r^2$. See .\nIn M\u00FCnster and \u00E9troit\u2014100% sure. With a string."},
            Line{10, 3, "Food"}, Line{12, 0, "- a pinch of salt"}, Line{15, 0, "a & b {c}"}));
}

TEST(Latex, isKnownByItsFirstLineToo)
{
    EXPECT_EQ(documentNamed("a.txt", "\\documentclass{article}\n\\begin{document}\nwords\n").kind, "latex");
    EXPECT_THAT(linesNamed("part.tex", "A \\emph{part} without a preamble.\n"),
                ElementsAre(Line{1, 0, "A part without a preamble."}));
}

TEST(Rst, keepsTitlesAndLosesMarks)
{
    const std::string text = "========\n"
                             "Handbook\n"
                             "========\n"
                             "\n"
                             "Lamps\n"
                             "-----\n"
                             "\n"
                             "Hold ``the button`` for **eight** seconds, see :ref:`the shelf <shelf>`.\n"
                             "\n"
                             ".. a comment that\n"
                             "   nobody reads\n"
                             "\n"
                             ".. _target:\n"
                             "\n"
                             ".. note:: Not for guests.\n"
                             "\n"
                             ".. image:: lamp.png\n"
                             "   :alt: a lamp\n"
                             "\n"
                             "Like this::\n"
                             "\n"
                             "   int spoons = 7;\n"
                             "\n"
                             "More\n"
                             "-----\n"
                             "\n"
                             "The end.\n";
    EXPECT_THAT(linesNamed("a.rst", text),
                ElementsAre(Line{2, 1, "Handbook"}, Line{5, 2, "Lamps"},
                            Line{8, 0, "Hold the button for eight seconds, see the shelf."},
                            Line{15, 0, "Not for guests."}, Line{20, 0, "Like this:"},
                            Line{22, 0, "   int spoons = 7;"}, Line{24, 2, "More"}, Line{27, 0, "The end."}));
}

TEST(MarkedLines, everyFilterKeepsTheLines)
{
    const std::string pieces[] = {"$", "\\section{a\nb}\n",
                                  "\\footnote{x\ny}",
                                  "{",
                                  "}",
                                  "\\begin{verbatim}\nq\n",
                                  "[\n]",
                                  "\\usepackage{a\n",
                                  "\\",
                                  "\\\\\n",
                                  ".. \n",
                                  ".. x:: y\n   :z: q\n",
                                  "===\n",
                                  "ab\n",
                                  "  c\n",
                                  "`",
                                  ":r:`",
                                  "**",
                                  "\n"};
    uint32_t random = 7;
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (int i = 0; i < 12; ++i) {
            random = random * 1664525 + 1013904223;
            text += pieces[(random >> 16) % std::size(pieces)];
        }
        const auto lines = std::count(text.begin(), text.end(), '\n');
        const std::string latex = markedLatex(text), rst = markedRst(text);
        ASSERT_EQ(std::count(latex.begin(), latex.end(), '\n'), lines) << text;
        ASSERT_EQ(std::count(rst.begin(), rst.end(), '\n'), lines) << text;
    }
}

TEST(MarkedLines, endWellCutAnywhere)
{
    const std::string latex = "\\title{a}\\begin{document}\\section[s]{b{c}}\\item[x] \\\"{u}\\verb|x|";
    const std::string rst = "===\na\n===\n\n.. x:: y\n   :o: p\n\n.. [1] f\n`a <b>`_ :r:`c` ``d``::\n";
    for (std::size_t i = 0; i < latex.size(); ++i)
        readNamed("a.tex", latex.substr(0, i));
    for (std::size_t i = 0; i < rst.size(); ++i)
        readNamed("a.rst", rst.substr(0, i));
}
