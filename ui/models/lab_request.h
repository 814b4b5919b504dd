// What the lab is asked for: contenders, texts, time. A value.
#pragma once

#include "engine/embed/embedder.h"

#include <QList>
#include <QMetaType>
#include <QStringList>

namespace embedscope {

enum class LabTexts
{
    Passages, ///< of the library; sentences of the program when it is empty
    Sentences, ///< single sentences of the same
    Random128, ///< random tokens, 128 a text
    Random512
};

struct LabRequest
{
    QStringList names; ///< of the contenders, for people
    QList<EmbedOptions> contenders; ///< two or more; the first is what the others are held against
    LabTexts texts = LabTexts::Sentences;
    double seconds = 20; ///< for the contenders, at most
    bool sweep = true; ///< then batch sizes by workers as well
};

}

Q_DECLARE_METATYPE(embedscope::LabRequest)
