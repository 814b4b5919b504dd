#include "ui/models/prompt_text.h"

namespace embedscope {

namespace {

constexpr QChar kBlank(0x2423), kLineEnd(0x21B5);

}

QString shownPrompt(const QString& prompt)
{
    QString shown = prompt;
    shown.replace(u'\n', kLineEnd);
    for (qsizetype i = 0; i < shown.size() && shown[i] == u' '; ++i)
        shown[i] = kBlank;
    for (qsizetype i = shown.size() - 1; i >= 0 && shown[i] == u' '; --i)
        shown[i] = kBlank;
    return shown;
}

QString typedPrompt(const QString& shown)
{
    QString prompt = shown;
    return prompt.replace(kBlank, u' ')
        .replace(kLineEnd, u'\n')
        .replace(QStringLiteral("\\n"), QStringLiteral("\n"));
}

}
