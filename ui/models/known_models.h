// The short list of well-known embedding models that can be downloaded (resources/known_models.json). Reading
// it contacts nobody. Pure functions.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

namespace embedscope {

struct KnownModel
{
    QString name, goodFor, languages, licence;
    int dimensions = 0;
    int megabytes = 0; ///< about
    QUrl url;
    QByteArray sha256; ///< hex; empty: not known
};

/// Entries that lack something, or have an address that is not https, are left out.
QList<KnownModel> readKnownModels(const QByteArray& json);

}
