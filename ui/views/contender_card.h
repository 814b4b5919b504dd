// One of the settings that the lab compares: mode, workers, team, pack; its letter, its line and its rate. Can be
// taken out where there are more than two.
#pragma once

#include "engine/embed/embedder.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace embedscope {

class ElidedLabel;
class IconButton;

class ContenderCard : public QWidget
{
    Q_OBJECT

public:
    ContenderCard(int contender, QWidget* parent = nullptr); ///< 0: A, 1: B, ...

    void setOptions(const EmbedOptions& options);
    const EmbedOptions& options() const { return m_options; }
    void setRate(double tokensPerSecond); ///< 0: not known
    void setEditable(bool editable);
    void setRemovable(bool removable);

signals:
    void changed(); ///< by the user
    void removed(); ///< by the user: it shall go

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    QSpinBox* spinBox(const QString& name, const char* objectName, int least, int most, int step);
    void take();
    void showOptions();
    QString letter() const;

    int m_contender;
    EmbedOptions m_options;
    ElidedLabel* m_name = nullptr;
    QLabel* m_rate = nullptr;
    IconButton* m_remove = nullptr;
    QComboBox* m_mode = nullptr;
    QSpinBox* m_workers = nullptr;
    QSpinBox* m_team = nullptr;
    QSpinBox* m_pack = nullptr;
    QLabel* m_teamLabel = nullptr;
};

}
