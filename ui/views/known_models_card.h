// The short list of well-known models with a button each to download it and one to read about it in a web
// browser.
#pragma once

#include "ui/models/known_models.h"
#include "ui/views/card_box.h"

namespace embedscope {

class ActionButton;
class ModelDownloads;
class ModelShelf;

class KnownModelsCard : public CardBox
{
    Q_OBJECT

public:
    KnownModelsCard(const ModelDownloads& downloads, const ModelShelf& shelf, QWidget* parent = nullptr);

signals:
    void downloadChosen(const QString& address, const QByteArray& sha256);

private:
    void addRow(const KnownModel& model);
    void showStates();

    const ModelDownloads& m_downloads;
    const ModelShelf& m_shelf;
    QList<KnownModel> m_models;
    QList<ActionButton*> m_buttons; ///< one per model
};

}
