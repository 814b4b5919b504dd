// A prompt in a field of one line: blanks at its ends and line ends are to be seen, since they change
// vectors.
#pragma once

#include <QString>

namespace embedscope {

/// As long as the prompt, so that a cursor keeps its place.
QString shownPrompt(const QString& prompt);
/// The prompt of what stands in the field.
QString typedPrompt(const QString& shown);

}
