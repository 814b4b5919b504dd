#include "ui/models/known_models.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace embedscope {

QList<KnownModel> readKnownModels(const QByteArray& json)
{
    QList<KnownModel> models;
    const QJsonArray entries = QJsonDocument::fromJson(json).object()[QStringLiteral("models")].toArray();
    for (const QJsonValue& entry : entries) {
        const auto text = [&entry](const char* key) { return entry[QLatin1String(key)].toString(); };
        KnownModel model;
        model.name = text("name");
        model.goodFor = text("goodFor");
        model.languages = text("languages");
        model.licence = text("licence");
        model.dimensions = entry[QStringLiteral("dimensions")].toInt();
        model.megabytes = entry[QStringLiteral("megabytes")].toInt();
        model.url = QUrl(text("url"), QUrl::StrictMode);
        model.sha256 = text("sha256").toLatin1().toLower();
        const bool whole = !model.name.isEmpty() && !model.goodFor.isEmpty() && !model.languages.isEmpty()
            && !model.licence.isEmpty() && model.dimensions > 0 && model.megabytes > 0;
        const bool hash = model.sha256.isEmpty() || QByteArray::fromHex(model.sha256).size() == 32;
        if (whole && hash && model.url.scheme() == QLatin1String("https") && !model.url.host().isEmpty())
            models.append(model);
    }
    return models;
}

}
