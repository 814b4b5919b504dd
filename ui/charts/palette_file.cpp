#include "ui/charts/palette_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

// A static library's resources are only linked when somebody asks for them; outside of any namespace.
static void keepResources()
{
    Q_INIT_RESOURCE(embedscope);
}

namespace embedscope {

namespace {

/// "#0B6B75" or "rgba(40,36,28,.16)".
QColor colorFrom(const QString& text)
{
    if (!text.startsWith(QLatin1String("rgba(")))
        return QColor(text);
    const QStringList parts = text.mid(5, text.size() - 6).split(QLatin1Char(','));
    if (parts.size() != 4)
        return {};
    QColor color(parts[0].toInt(), parts[1].toInt(), parts[2].toInt());
    color.setAlphaF(parts[3].toFloat());
    return color;
}

QList<QColor> colorsFrom(const QJsonValue& list)
{
    QList<QColor> colors;
    for (const QJsonValue& value : list.toArray())
        colors.append(colorFrom(value.toString()));
    return colors;
}

void readRoles(Theme& theme, const QJsonObject& roles)
{
    const std::pair<const char*, QColor*> all[] = {{"window", &theme.window},
                                                   {"base", &theme.base},
                                                   {"raised", &theme.raised},
                                                   {"sunken", &theme.sunken},
                                                   {"line", &theme.line},
                                                   {"lineStrong", &theme.lineStrong},
                                                   {"text", &theme.text},
                                                   {"text2", &theme.text2},
                                                   {"accent", &theme.accent},
                                                   {"accentHover", &theme.accentHover},
                                                   {"onAccent", &theme.onAccent},
                                                   {"accentSoft", &theme.accentSoft},
                                                   {"accentText", &theme.accentText},
                                                   {"mark", &theme.mark},
                                                   {"markStrong", &theme.markStrong},
                                                   {"markText", &theme.markText},
                                                   {"problem", &theme.problem},
                                                   {"problemSoft", &theme.problemSoft},
                                                   {"ok", &theme.ok},
                                                   {"okSoft", &theme.okSoft},
                                                   {"tip", &theme.tip},
                                                   {"shadow", &theme.shadow},
                                                   {"scrollbar", &theme.scrollbar}};
    for (const auto& [name, color] : all)
        *color = colorFrom(roles.value(QLatin1String(name)).toString());
}

void readStages(Theme& theme, const QJsonObject& stages)
{
    const std::pair<const char*, QColor*> all[] = {
        {"read", &theme.stageRead},           {"tokenise", &theme.stageTokenise},
        {"attention", &theme.stageAttention}, {"feedForward", &theme.stageFeedForward},
        {"pool", &theme.stagePool},           {"store", &theme.stageStore}};
    for (const auto& [name, color] : all)
        *color = colorFrom(stages.value(QLatin1String(name)).toString());
}

}

Theme readTheme(bool dark)
{
    keepResources();
    QFile file(QStringLiteral(":/palette.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the palette is not compiled into this program");
    const QJsonObject palette = QJsonDocument::fromJson(file.readAll()).object();
    const QString name = dark ? QStringLiteral("dark") : QStringLiteral("light");
    const auto part = [&](const char* key) { return palette.value(QLatin1String(key)).toObject(); };
    Theme theme;
    theme.dark = dark;
    readRoles(theme, part("themes").value(name).toObject());
    readStages(theme, part("stages").value(name).toObject());
    theme.series = colorsFrom(part("series").value(name));
    const QJsonObject ramps = part("ramps").value(name).toObject();
    theme.sequential = colorsFrom(ramps.value(QLatin1String("seq")));
    theme.heat = colorsFrom(ramps.value(QLatin1String("heat")));
    theme.diverging = colorsFrom(ramps.value(QLatin1String("div")));
    return theme;
}

}
