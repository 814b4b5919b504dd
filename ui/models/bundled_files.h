// Where the files lie that come with the program, in Qt's strings: see engine/base/resources.h.
#pragma once

#include <QString>

namespace embedscope {

/// "models/embedscope-mini.Q8_0.gguf", "samples"; empty: not there.
QString bundledPath(const QString& relativePath);
QString bundledModelFile();

}
