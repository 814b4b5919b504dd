// Where the files lie that come with the program: beside it when it is installed, in resources/ when it was
// just built.
#pragma once

#include <QString>

namespace embedscope {

/// "models/embedscope-mini.Q8_0.gguf", "samples"; empty: not there.
QString bundledPath(const QString& relativePath);
QString bundledModelFile();

}
