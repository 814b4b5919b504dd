// The tokens of a text as people read them: special tokens, the prompt before the text, the text itself.
// Values; any thread. Not for drawing.
#pragma once

#include "engine/model/model.h"

#include <QList>
#include <QString>

namespace embedscope {

struct TokenRow
{
    enum class Part
    {
        Special,
        Prompt,
        Text
    };
    QString text; ///< readable: a byte-level piece as the characters it stands for, half characters as their
                  ///< bytes
    int id = 0;
    Part part = Part::Text;
    bool beginsWord = true; ///< always, where the vocabulary does not mark it
};

/// Special tokens around, prompt in front; at most `most` rows.
QList<TokenRow> tokenRows(const Tokenizer& tokenizer, const std::string& prompt, const std::string& text,
                          qsizetype most);

}
